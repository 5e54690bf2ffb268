// Code in an address: what a reader shares is in the fragment, which no server gets.

const MOST = 1 << 18; // bytes of code that is taken from an address
const MARK = "?code=";
const FORMAT = "deflate-raw";

const piped = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

/** The address of the page, with the code for the sample `id`. */
export async function addressOf(id, code) {
  const packed = await piped(new TextEncoder().encode(code), new CompressionStream(FORMAT));
  const text = btoa(String.fromCharCode(...packed)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return `${location.href.split("#")[0]}#${id}${MARK}${text}`;
}

/** What the address of the page has in it: {id, code}, or nothing, as where somebody has damaged it. */
export async function sharedCode() {
  const [id, text] = location.hash.slice(1).split(MARK);
  if (!text) return undefined;
  try {
    const packed = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt());
    const code = await beginning(new Blob([packed]).stream().pipeThrough(new DecompressionStream(FORMAT)));
    return { id, code: new TextDecoder().decode(code) };
  } catch {
    return undefined;
  }
}

/** What comes out of a stream; an error where that is more than code is: a few letters may hold a billion others. */
async function beginning(stream) {
  const parts = [];
  let length = 0;
  for await (const part of stream) {
    length += part.length;
    if (length > MOST) throw new RangeError("too much code");
    parts.push(part);
  }
  return new Blob(parts).arrayBuffer();
}
