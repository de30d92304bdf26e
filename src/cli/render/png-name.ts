const numberPattern = /%(?:0(\d{1,2}))?d/;

/** Whether an output is one picture: a .png whose name holds no `%d` or `%05d`. */
export function isSinglePicture(path: string): boolean {
  return /\.png$/i.test(path) && !numberPattern.test(path);
}

/** The name of picture `index`, counted from 0; a name without a number pattern stays as it is. */
export function pictureName(path: string, index: number): string {
  return path.replace(numberPattern, (_, digits: string | undefined) => String(index).padStart(Number(digits ?? 0), '0'));
}
