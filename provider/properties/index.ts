export { check } from "./check";
export { changed, demanded, isFirstLook, isSameText, observe, same } from "./compare";
export type { Properties, Property, ValuesOf } from "./types";
export { fromWire, inputsOf, toWire } from "./wire";
