/** The shape of each kind: told apart without colour. */
export const MARKS: Readonly<Record<string, string>> = { petition: "●", hazard: "▲", security: "■" };
