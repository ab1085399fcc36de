// @ts-check
/** How all words on the map are set: in a font of the machine itself, so that no font file is ever asked for. */
export const TEXT = { "text-font": ["sans-serif"], "text-letter-spacing": 0.02, "text-padding": 3 };
