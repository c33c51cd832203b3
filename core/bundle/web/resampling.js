// Pictures made smaller, larger and turned with the arithmetic of the app: core/bundle/resampling.py
// and Pillow's bilinear filter. A picture is {pixels, width, height}, RGB, 0 to 255.

const PILLOW_BITS = 22;

/** Squash a whole picture to a square, as the app does where no face is cut out (Pillow). */
function squashed(picture, size) {
  const across = filtered(picture.pixels, picture.width, picture.height, 3, 3 * picture.width, size);
  const pixels = filtered(across, picture.height, size, 3 * size, 3, size);
  return { pixels, width: size, height: size };
}

/** Filter lines of pixels; `step` leads to the next pixel of a line, `stride` to the next line. */
function filtered(values, length, lines, step, stride, size) {
  if (length === size) return values;
  const taps = pillowTaps(length, size);
  const result = new Uint8Array(3 * size * lines);
  const along = step === 3 ? 3 : 3 * lines;
  const beside = step === 3 ? 3 * size : 3;
  for (let line = 0; line < lines; line++) {
    for (let to = 0; to < size; to++) {
      const { first, weights } = taps[to];
      for (let colour = 0; colour < 3; colour++) {
        let sum = 1 << (PILLOW_BITS - 1);
        for (let tap = 0; tap < weights.length; tap++) {
          sum += weights[tap] * values[line * stride + (first + tap) * step + colour];
        }
        result[line * beside + to * along + colour] = clamp(sum >> PILLOW_BITS, 0, 255);
      }
    }
  }
  return result;
}

function pillowTaps(length, size) {
  const scale = length / size;
  const support = Math.max(scale, 1);
  return Array.from({ length: size }, (_, to) => {
    const centre = (to + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(length, Math.trunc(centre + support + 0.5));
    const shares = Array.from({ length: end - first }, (__, tap) =>
      Math.max(0, 1 - Math.abs((first + tap - centre + 0.5) / support)),
    );
    const total = shares.reduce((sum, share) => sum + share, 0);
    return { first, weights: shares.map((share) => Math.trunc(0.5 + (share / total) * 2 ** PILLOW_BITS)) };
  });
}

/** Make a picture smaller, each pixel the mean of the area it covers (OpenCV's INTER_AREA). */
function shrunk(picture, width, height) {
  if (width === picture.width && height === picture.height) return picture;
  if (picture.width % width === 0 && picture.height % height === 0) {
    return shrunkEvenly(picture, width, height);
  }
  const across = summed(picture.pixels, coveredBy(picture.width, width), picture.height, 3, 3 * picture.width);
  const both = summed(across, coveredBy(picture.height, height), width, 3 * width, 3);
  return { pixels: Uint8Array.from(both, (value) => clamp(roundEven(value), 0, 255)), width, height };
}

function shrunkEvenly(picture, width, height) {
  const along = picture.width / width;
  const down = picture.height / height;
  const one = Math.fround(1 / (along * down));
  const pixels = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let colour = 0; colour < 3; colour++) {
        let total = 0;
        for (let row = y * down; row < (y + 1) * down; row++) {
          for (let column = x * along; column < (x + 1) * along; column++) {
            total += picture.pixels[3 * (row * picture.width + column) + colour];
          }
        }
        const quarter = along === 2 && down === 2;
        const mean = quarter ? (total + 2) >> 2 : roundEven(Math.fround(total * one));
        pixels[3 * (y * width + x) + colour] = clamp(mean, 0, 255);
      }
    }
  }
  return { pixels, width, height };
}

/** Return for each pixel of the result which pixels it covers, and the share of each. */
function coveredBy(source, target) {
  const scale = source / target;
  return Array.from({ length: target }, (_, pixel) => {
    const begin = pixel * scale;
    const end = (pixel + 1) * scale;
    const cell = Math.min(scale, source - begin);
    const last = Math.min(Math.floor(end), source - 1);
    const first = Math.min(Math.ceil(begin), last);
    const covered = [];
    if (first - begin > 1e-3) covered.push({ place: first - 1, share: Math.fround((first - begin) / cell) });
    for (let place = first; place < last; place++) covered.push({ place, share: Math.fround(1 / cell) });
    if (end - last > 1e-3) {
      covered.push({ place: last, share: Math.fround(Math.min(end - last, 1, cell) / cell) });
    }
    return covered;
  });
}

/** Sum up shares along lines of pixels, in float32 as OpenCV does; see `filtered` for the steps. */
function summed(values, covered, lines, step, stride) {
  const size = covered.length;
  const result = new Float32Array(3 * size * lines);
  const along = step === 3 ? 3 : 3 * lines;
  const beside = step === 3 ? 3 * size : 3;
  for (let line = 0; line < lines; line++) {
    for (let to = 0; to < size; to++) {
      for (let colour = 0; colour < 3; colour++) {
        let total = 0;
        for (const { place, share } of covered[to]) {
          total = Math.fround(total + Math.fround(share * values[line * stride + place * step + colour]));
        }
        result[line * beside + to * along + colour] = total;
      }
    }
  }
  return result;
}

/** Make a picture larger, bilinear (OpenCV's INTER_LINEAR). */
function enlarged(picture, width, height) {
  const columns = between(picture.width, width, true);
  const rows = between(picture.height, height, false);
  const pixels = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const row = rows[y];
    for (let x = 0; x < width; x++) {
      const column = columns[x];
      for (let colour = 0; colour < 3; colour++) {
        const at = (line) =>
          picture.pixels[3 * (line * picture.width + column.first) + colour] * column.near +
          picture.pixels[3 * (line * picture.width + column.second) + colour] * column.far;
        const upper = (row.near * (at(row.first) >> 4)) >> 16;
        const lower = (row.far * (at(row.second) >> 4)) >> 16;
        pixels[3 * (y * width + x) + colour] = clamp((upper + lower + 2) >> 2, 0, 255);
      }
    }
  }
  return { pixels, width, height };
}

/** Return the two pixels that each pixel of the result lies between, and their weights of 2048. */
function between(source, target, holdEdges) {
  return Array.from({ length: target }, (_, pixel) => {
    const place = Math.fround((pixel + 0.5) * (source / target) - 0.5);
    const first = Math.floor(place);
    const beyond = holdEdges && (first < 0 || first >= source - 1);
    const share = beyond ? 0 : Math.fround(place - first);
    return {
      first: clamp(first, 0, source - 1),
      second: clamp(first + 1, 0, source - 1),
      near: roundEven(Math.fround(1 - share) * 2048),
      far: roundEven(share * 2048),
    };
  });
}

/** Cut a square out of a picture, bilinear, edges repeated (OpenCV's warpAffine). */
function warped(picture, [xRow, yRow], size) {
  const { pixels: from, width, height } = picture;
  const pixels = new Uint8Array(3 * size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const across = fixedPoint(xRow, x, y);
      const down = fixedPoint(yRow, x, y);
      const right = across & 31;
      const low = down & 31;
      const at = (dx, dy) =>
        3 * (clamp((down >> 5) + dy, 0, height - 1) * width + clamp((across >> 5) + dx, 0, width - 1));
      const corners = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
      for (let colour = 0; colour < 3; colour++) {
        const [one, two, three, four] = corners.map((place) => from[place + colour]);
        const upper = (32 - right) * one + right * two;
        const lower = (32 - right) * three + right * four;
        pixels[3 * (y * size + x) + colour] = ((32 - low) * upper + low * lower + 512) >> 10;
      }
    }
  }
  return { pixels, width: size, height: size };
}

/** Return one coordinate of a pixel of the square, in steps of 1/32. */
function fixedPoint([across, down, corner], x, y) {
  return (roundEven((down * y + corner) * 1024) + 16 + roundEven(across * x * 1024)) >> 5;
}
