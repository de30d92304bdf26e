/** What a server says about itself, one line each. */
export interface LineLog {
  info(message: string): void;
  warn(message: string): void;
}

/** Lines with the time of day on a stream. Line breaks in messages (a name may hold one) are shown, not written. */
export function lineLog(stream: NodeJS.WritableStream = process.stderr): LineLog {
  const write = (level: string, message: string): void => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a terminal
    const shown = message.replace(/[\u0000-\u001f\u007f-\u009f]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
    stream.write(`${new Date().toISOString().slice(11, 19)} ${level}${shown}\n`);
  };
  return { info: (message) => write('', message), warn: (message) => write('warning: ', message) };
}

/** Says nothing. */
export const silentLog: LineLog = { info: () => undefined, warn: () => undefined };
