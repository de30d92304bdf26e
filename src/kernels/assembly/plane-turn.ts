// Where rows become columns, narrow strips are turned one after the other: the rows written to are then few enough for the caches,
// which hold few rows that are a power of two apart.

// @ts-ignore: decorator
@inline
const stripColumns: i32 = 8;
// @ts-ignore: decorator
@inline
const stripRows: i32 = 64;

/**
 * Copies pixels of `channels` samples of `size` bytes row by row; neighbours in a row go `perColumn` bytes apart, rows `perRow`,
 * the first pixel to `output`.
 */
export function planeTurn(
  input: usize,
  output: usize,
  width: i32,
  height: i32,
  channels: i32,
  size: i32,
  perColumn: isize,
  perRow: isize,
): void {
  const transposes = perColumn > <isize>(channels * size) || -perColumn > <isize>(channels * size);
  const across = transposes ? stripColumns : width;
  const down = transposes ? stripRows : height;
  for (let y = 0; y < height; y += down) {
    for (let x = 0; x < width; x += across) {
      const columns = min(across, width - x);
      const rows = min(down, height - y);
      const from = input + <usize>(y * width + x) * <usize>(channels * size);
      const to = output + <isize>y * perRow + <isize>x * perColumn;
      if (channels == 1) {
        if (size == 1) turnSquare<u8>(from, to, columns, rows, width, perColumn, perRow);
        else if (size == 2) turnSquare<u16>(from, to, columns, rows, width, perColumn, perRow);
        else if (size == 4) turnSquare<u32>(from, to, columns, rows, width, perColumn, perRow);
        else turnSquare<u64>(from, to, columns, rows, width, perColumn, perRow);
      } else if (size == 1) turnPixels<u8>(from, to, columns, rows, width, channels, perColumn, perRow);
      else if (size == 2) turnPixels<u16>(from, to, columns, rows, width, channels, perColumn, perRow);
      else if (size == 4) turnPixels<u32>(from, to, columns, rows, width, channels, perColumn, perRow);
      else turnPixels<u64>(from, to, columns, rows, width, channels, perColumn, perRow);
    }
  }
}

function turnSquare<Sample>(input: usize, output: usize, columns: i32, rows: i32, width: i32, perColumn: isize, perRow: isize): void {
  const next = <usize>width * sizeof<Sample>();
  for (let y = 0; y < rows; y++) {
    let from = input + <usize>y * next;
    let to = output + <isize>y * perRow;
    const end = from + <usize>columns * sizeof<Sample>();
    for (; from < end; from += sizeof<Sample>()) {
      store<Sample>(to, load<Sample>(from));
      to += perColumn;
    }
  }
}

function turnPixels<Sample>(
  input: usize,
  output: usize,
  columns: i32,
  rows: i32,
  width: i32,
  channels: i32,
  perColumn: isize,
  perRow: isize,
): void {
  const pixel = <usize>channels * sizeof<Sample>();
  const next = <usize>width * pixel;
  for (let y = 0; y < rows; y++) {
    let from = input + <usize>y * next;
    let to = output + <isize>y * perRow;
    for (let x = 0; x < columns; x++) {
      for (let at: usize = 0; at < pixel; at += sizeof<Sample>()) store<Sample>(to + at, load<Sample>(from + at));
      from += pixel;
      to += perColumn;
    }
  }
}
