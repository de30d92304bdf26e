/** Numbers through which TypeScript and the WebAssembly kernels on planes speak; compiled into both. */

/** Number types of samples. */
export const codeUint8 = 0;
export const codeInt8 = 1;
export const codeUint16 = 2;
export const codeInt16 = 3;
export const codeUint32 = 4;
export const codeInt32 = 5;
export const codeUint64 = 6;
export const codeInt64 = 7;
export const codeFloat16 = 8;
export const codeFloat32 = 9;
export const codeFloat64 = 10;

/** Doubles of the totals that measuring fills. */
export const slotCountOfValues = 0;
export const slotMeanValue = 1;
export const slotSquaresOfValues = 2;
export const slotLeastValue = 3;
export const slotGreatestValue = 4;
