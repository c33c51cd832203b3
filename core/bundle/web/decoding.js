// A file becomes upright pixels, as core/dataset/decoding.py makes them.
//
// Notes about colour and side are taken out of the file before the browser decodes it: the app reads
// the numbers in it as they are, a browser would change them for the screen.

const MOST_BYTES = 30_000_000;
const MOST_PIXELS = 50_000_000;
const SMALLEST_SIDE = 16;
const BLOCK = 8;

const PNG_NOTES = new Set(["gAMA", "cHRM", "iCCP", "sRGB", "cICP", "eXIf"]);
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];

/**
 * Decode a file: {jpeg, halved, turn, width, height, pixels}; pixels are RGB before they are turned,
 * `file` is what was decoded, `halved` tells a JPEG that keeps colours at half its size, `reductions` fill as they are needed.
 */
async function readPicture(bytes) {
  if (!bytes.length) throw new Refused("The file is empty.");
  if (bytes.length > MOST_BYTES) {
    throw new Refused(
      `The file has ${roundEven(bytes.length / 1e6)} MB. At most 30 MB fit. Save a smaller copy of the photo and add that.`,
    );
  }
  const { parts, ...told } = withoutNotes(bytes);
  const file = new Blob(parts);
  const decoded = await decoded_by_browser(file, bytes);
  return { ...told, ...decoded, file, reductions: new Map() };
}

/** Decode a picture no finer than needed: {pixels, width, height}, upright, neither side below `shortest`. */
async function reduced(picture, shortest) {
  const parts = picture.jpeg ? Math.floor(Math.min(picture.width, picture.height) / shortest) : 1;
  const reduction = [8, 4, 2].find((each) => parts >= each) ?? 1;
  if (!picture.reductions.has(reduction)) {
    const smaller =
      reduction === 1 ? picture : ((await scaledByBrowser(picture, reduction)) ?? scaledJpeg(picture, reduction));
    picture.reductions.set(reduction, turned(smaller, picture.turn));
  }
  return picture.reductions.get(reduction);
}

/** Return the width and height of a picture once it is upright. */
function uprightSize(picture) {
  const { width, height, turn } = picture;
  return turn >= 5 ? { width: height, height: width } : { width, height };
}

async function decoded_by_browser(blob, bytes) {
  let image;
  try {
    image = await createImageBitmap(blob, { colorSpaceConversion: "none" });
  } catch {
    throw new Refused(whyNot(bytes));
  }
  const { width, height } = image;
  if (width * height > MOST_PIXELS) {
    throw new Refused(
      `The photo has ${roundEven((width * height) / 1e6)} megapixels. At most 50 megapixels fit. Save a smaller copy of the photo and add that.`,
    );
  }
  if (Math.min(width, height) < SMALLEST_SIDE) {
    throw new Refused(`The picture is only ${width} x ${height} pixels. Each side needs at least 16.`);
  }
  const pixels = drawn(image, width, height);
  image.close();
  return { pixels, width, height };
}

/** Say why a file cannot be opened, in the words of core/dataset/decoding.py. */
function whyNot(bytes) {
  const begin = String.fromCharCode(...bytes.subarray(0, 512));
  if (["II*\0", "MM\0*"].some((each) => begin.startsWith(each)) || begin.slice(4, 8) === "ftyp") {
    return "This is a photo of a kind that this browser cannot open. Save it as JPEG or PNG and try again.";
  }
  const starts = ["\xff\xd8\xff", "\x89PNG", "GIF8", "BM"];
  if (starts.some((each) => begin.startsWith(each)) || begin.slice(8, 12) === "WEBP") {
    return "The picture is damaged or incomplete. Copy it again from where it came from.";
  }
  return `${whatItIs(begin.trimStart().toLowerCase())} Photos are JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP, TIFF.`;
}

function whatItIs(begin) {
  if (begin.includes("<svg")) return "This is an SVG drawing, not a photo.";
  if (begin.startsWith("<!doctype") || begin.startsWith("<html")) return "This is a web page, not a photo.";
  if (begin.startsWith("%pdf")) return "This is a PDF document, not a photo.";
  return "This is not a photo.";
}

/** Let the browser decode a JPEG at a part of its size, as the app does; null where it does not offer that. */
async function scaledByBrowser({ file, width, height }, reduction) {
  if (!globalThis.ImageDecoder) return null;
  const narrow = Math.ceil(width / reduction);
  const low = Math.ceil(height / reduction);
  const decoder = new ImageDecoder({
    data: await file.arrayBuffer(),
    type: "image/jpeg",
    colorSpaceConversion: "none",
    desiredWidth: narrow,
    desiredHeight: low,
  });
  try {
    const { image } = await decoder.decode();
    const asked = image.displayWidth === narrow && image.displayHeight === low;
    const pixels = asked ? drawn(image, narrow, low) : null;
    image.close();
    return pixels && { pixels, width: narrow, height: low };
  } catch {
    return null; // what it decodes whole is made smaller here
  } finally {
    decoder.close();
  }
}

/** Return what is drawn, over white, as RGB. */
function drawn(image, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0, width, height);
  const rgba = context.getImageData(0, 0, width, height).data;
  const pixels = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < pixels.length; from += 4, to += 3) {
    pixels[to] = rgba[from];
    pixels[to + 1] = rgba[from + 1];
    pixels[to + 2] = rgba[from + 2];
  }
  return pixels;
}

function withoutNotes(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return withoutJpegNotes(bytes);
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return withoutPngNotes(bytes);
  return { parts: [bytes], turn: 1, jpeg: false };
}

/** Leave out the JPEG segments APP1 (side of the camera) and APP2 (colours). */
function withoutJpegNotes(bytes) {
  const parts = [bytes.subarray(0, 2)];
  let turn = 1;
  let halved = false;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at += 1; // a filling byte
      continue;
    }
    const end = at + 2 + bytes[at + 2] * 256 + bytes[at + 3];
    const inside = bytes.subarray(at + 4, end);
    if (marker === 0xe1 && EXIF.every((value, place) => inside[place] === value)) {
      turn = turnOf(inside.subarray(6));
    } else if (marker !== 0xe1 && marker !== 0xe2) {
      parts.push(bytes.subarray(at, end));
      if (marker >= 0xc0 && marker <= 0xc2) halved = keepsColoursHalved(inside);
    }
    at = end;
  }
  parts.push(bytes.subarray(at));
  return { parts, turn, halved, jpeg: true };
}

function withoutPngNotes(bytes) {
  const parts = [bytes.subarray(0, 8)];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let turn = 1;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = Math.min(at + 12 + view.getUint32(at), bytes.length);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!PNG_NOTES.has(name)) parts.push(bytes.subarray(at, end));
    if (name === "eXIf") turn = turnOf(bytes.subarray(at + 8, end - 4));
    at = end;
  }
  return { parts, turn, jpeg: false };
}

/** Return which way up a photo is, 1 to 8, from its Exif notes; 1 where they do not tell. */
function turnOf(exif) {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  try {
    const little = view.getUint16(0) === 0x4949;
    const list = view.getUint32(4, little);
    for (let entry = 0; entry < view.getUint16(list, little); entry++) {
      const at = list + 2 + 12 * entry;
      const turn = view.getUint16(at + 8, little);
      if (view.getUint16(at, little) === 0x0112) return turn >= 1 && turn <= 8 ? turn : 1;
    }
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem; // notes that are cut off tell nothing
  }
  return 1;
}

/** Turn pixels upright; `turn` as Exif counts: 2 to 4 keep the sides, 5 to 8 swap them. */
function turned({ pixels, width, height }, turn) {
  if (turn === 1) return { pixels, width, height };
  const swapped = turn >= 5;
  const across = swapped ? height : width;
  const down = swapped ? width : height;
  const fromRight = turn === 2 || turn === 3 || turn === 7 || turn === 8;
  const fromBelow = turn === 3 || turn === 4 || turn === 6 || turn === 7;
  const result = new Uint8Array(pixels.length);
  let to = 0;
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const column = swapped ? y : x;
      const row = swapped ? x : y;
      const from =
        3 * ((fromBelow ? height - 1 - row : row) * width + (fromRight ? width - 1 - column : column));
      result[to++] = pixels[from];
      result[to++] = pixels[from + 1];
      result[to++] = pixels[from + 2];
    }
  }
  return { pixels: result, width: across, height: down };
}

/** Return whether the head of a JPEG's picture tells of one brightness in 2 x 2 to each colour. */
function keepsColoursHalved(head) {
  return head[5] === 3 && head[7] === 0x22 && head[10] === 0x11 && head[13] === 0x11;
}

/**
 * Make a JPEG smaller as its decoder would: of the waves in each block of 8 x 8 pixels only the
 * longer ones are kept. Brightness and colours are blocks of their own.
 */
function scaledJpeg(picture, reduction) {
  const { width, height } = picture;
  const full = { values: withBrightness(picture.pixels), width, height };
  const brightness = scaledBlocks(full, reduction);
  const colours = picture.halved ? scaledBlocks(halvedAgain(full), reduction / 2) : brightness;
  return { ...brightness, pixels: withColours(brightness.values, colours.values) };
}

function scaledBlocks({ values, width, height }, reduction) {
  if (reduction === 1) return { values, width, height };
  const weights = blockWeights(BLOCK / reduction);
  const narrow = Math.ceil(width / reduction);
  const across = blocksAlong(values, width, height, 3, 3 * width, weights);
  const both = blocksAlong(across, height, narrow, 3 * narrow, 3, weights);
  return { values: both, width: narrow, height: Math.ceil(height / reduction) };
}

/** Return brightness and two colours for red, green and blue, as JPEG counts (ITU-T T.871). */
function withBrightness(pixels) {
  const values = new Float32Array(pixels.length);
  for (let at = 0; at < pixels.length; at += 3) {
    const brightness = 0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2];
    values[at] = brightness;
    values[at + 1] = (pixels[at + 2] - brightness) / 1.772;
    values[at + 2] = (pixels[at] - brightness) / 1.402;
  }
  return values;
}

function withColours(brightness, colours) {
  const pixels = new Uint8Array(brightness.length);
  for (let at = 0; at < pixels.length; at += 3) {
    const light = clamp(Math.round(brightness[at]), 0, 255);
    const [blue, red] = [Math.round(colours[at + 1]), Math.round(colours[at + 2])];
    const green = (-0.114 * 1.772 * blue - 0.299 * 1.402 * red) / 0.587;
    pixels[at] = clamp(Math.round(light + 1.402 * red), 0, 255);
    pixels[at + 1] = clamp(Math.round(light + green), 0, 255);
    pixels[at + 2] = clamp(Math.round(light + 1.772 * blue), 0, 255);
  }
  return pixels;
}

/** Return colours at the half size they were kept at, from what the decoder made of them. */
function halvedAgain({ values, width, height }) {
  const narrow = Math.ceil(width / 2);
  const across = halvedAlong(values, width, height, 3, 3 * width);
  const both = halvedAlong(across, height, narrow, 3 * narrow, 3);
  return { values: both, width: narrow, height: Math.ceil(height / 2) };
}

/** The decoder puts 3/4 of a value and 1/4 of its neighbour beside each other; take that back. */
function halvedAlong(values, length, lines, step, stride) {
  const shorter = Math.ceil(length / 2);
  const result = new Float32Array(3 * shorter * lines);
  const along = step === 3 ? 3 : 3 * lines;
  const beside = step === 3 ? 3 * shorter : 3;
  for (let line = 0; line < lines; line++) {
    for (let to = 0; to < shorter; to++) {
      for (let colour = 0; colour < 3; colour++) {
        const begin = line * stride + colour;
        const left = begin + 2 * to * step;
        const right = begin + Math.min(2 * to + 1, length - 1) * step;
        const before = to === 0 ? left : left - step; // at the edge a value stands alone
        const after = 2 * to + 2 >= length ? right : right + step;
        const sum = 3 * (values[left] + values[right]) - values[before] - values[after];
        result[line * beside + to * along + colour] = sum / 4;
      }
    }
  }
  return result;
}

/** Return how the `kept` pixels of a smaller block come from the 8 of a line: kept x 8 weights. */
function blockWeights(keptPixels) {
  return Array.from({ length: keptPixels }, (_, to) =>
    Array.from({ length: BLOCK }, (_, from) => {
      let sum = 1 / BLOCK;
      for (let wave = 1; wave < keptPixels; wave++) {
        const small = Math.cos(((2 * to + 1) * wave * Math.PI) / (2 * keptPixels));
        sum += (2 / BLOCK) * small * Math.cos(((2 * from + 1) * wave * Math.PI) / (2 * BLOCK));
      }
      return sum;
    }),
  );
}

/** Make lines of pixels shorter; `step` leads to the next pixel of a line, `stride` to the next line. */
function blocksAlong(values, length, lines, step, stride, weights) {
  const shorter = Math.ceil((length * weights.length) / BLOCK);
  const result = new Float32Array(3 * shorter * lines);
  const along = step === 3 ? 3 : 3 * lines;
  const beside = step === 3 ? 3 * shorter : 3;
  for (let line = 0; line < lines; line++) {
    for (let to = 0; to < shorter; to++) {
      const share = weights[to % weights.length];
      const begin = Math.floor(to / weights.length) * BLOCK;
      for (let colour = 0; colour < 3; colour++) {
        let place = line * stride + begin * step + colour;
        let sum = 0;
        for (let from = 0; from < BLOCK; from++) {
          sum += share[from] * values[place];
          if (begin + from + 1 < length) place += step; // beyond the edge its last pixel repeats
        }
        result[line * beside + to * along + colour] = sum;
      }
    }
  }
  return result;
}
