export { check } from "./check";
export { changes, isFirstLook, isSame, propertiesToSend, reconcile } from "./compare";
export { boolean, id, item, object, positiveInteger, set, type TextLimits, text, version, wholeNumber } from "./kinds";
export type { Declaration, GivenValuesOf, Kind, Normalised, Properties, Property, Schema, ValuesOf } from "./types";
export { describe, isRecord, isSameText } from "./values";
export { argumentsOf, fromWire, toWire } from "./wire";
