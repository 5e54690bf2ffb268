// Writes archives that hold files as they are.

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function checksum(bytes) {
  let value = ~0;
  for (const byte of bytes) value = (value >>> 8) ^ TABLE[(value ^ byte) & 255];
  return ~value >>> 0;
}

const DAY = 0x21; // 1 January 1980
const UTF8 = 1 << 11;

/** The bytes of an archive of `files`, texts by their paths. */
export function zip(files) {
  const encoder = new TextEncoder();
  const bodies = [];
  const entries = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const [name, data] = [encoder.encode(path), encoder.encode(text)];
    const about = fields([[20, 2], [UTF8, 2], [0, 2], [0, 2], [DAY, 2], [checksum(data), 4], [data.length, 4], [data.length, 4], [name.length, 2], [0, 2]]);
    const body = [fields([[0x04034b50, 4]]), about, name, data];
    bodies.push(...body);
    entries.push(fields([[0x02014b50, 4], [20, 2]]), about, fields([[0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]), name);
    offset += body.reduce((sum, { length }) => sum + length, 0);
  }
  const size = entries.reduce((sum, { length }) => sum + length, 0);
  const count = Object.keys(files).length;
  const end = fields([[0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]]);
  return new Blob([...bodies, ...entries, end]);
}

/** Numbers of so many bytes each, the least first. */
const fields = (numbers) => Uint8Array.from(numbers.flatMap(([number, length]) => Array.from({ length }, (_, at) => (number >>> (8 * at)) & 255)));
