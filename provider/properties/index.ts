export { check } from "./check";
export { changed, demanded, isFirstLook, observe, same } from "./compare";
export type { Properties, Property, ValuesOf } from "./types";
export { fromWire, inputsOf, toWire } from "./wire";
