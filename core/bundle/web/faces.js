// Faces found by YuNet, and the square around each: core/bundle/face_finder.py and core/faces/crop.py.

const LOOK_AT = { closeUp: 320, longest: 480, veryClose: 160 };
const SCORE = Math.fround(0.6);
const OVERLAP = Math.fround(0.3);
const NARROWEST = 64;
const DIVISOR = 32;
const STRIDES = [8, 16, 32];
const SIDE_PER_BOX = 1.15;
const CENTRE_DOWN = 0.02;
const LEAST_EYE_DISTANCE = 0.2;
const STEPS = 256;
const STEPS_PER_DEGREE = 4;

/** Find the faces in an upright picture: boxes and points as fractions of it, the largest first. */
async function findFaces(finder, picture) {
  const longer = Math.max(picture.width, picture.height);
  const sides =
    longer > LOOK_AT.closeUp
      ? [Math.min(longer, LOOK_AT.longest), LOOK_AT.closeUp, LOOK_AT.veryClose]
      : [LOOK_AT.closeUp, LOOK_AT.longest, LOOK_AT.veryClose];
  for (const side of sides) {
    const faces = await lookedAt(finder, picture, side);
    if (faces.length) return faces;
  }
  return [];
}

async function lookedAt(finder, picture, longest) {
  const factor = longest / Math.max(picture.width, picture.height);
  const width = Math.max(1, roundEven(picture.width * factor));
  const height = Math.max(1, roundEven(picture.height * factor));
  const image = (factor < 1 ? shrunk : enlarged)(picture, width, height);
  const { planes, columns, rows } = filledUp(image);
  const found = await finder.run({ input: new ort.Tensor("float32", planes, [1, 3, rows, columns]) });
  const boxes = STRIDES.flatMap((stride) => decodedBoxes(found, stride, columns / stride));
  return withoutOverlaps(boxes)
    .map(({ box, points }) => ({
      box: [box[0] / width, box[1] / height, box[2] / width, box[3] / height],
      points: points.map(([x, y]) => [x / width, y / height]),
    }))
    .sort((one, other) => other.box[2] * other.box[3] - one.box[2] * one.box[3]);
}

/** Return blue, green and red planes of what the network can be asked about: sides of 32, edges repeated. */
function filledUp({ pixels, width, height }) {
  const wide = Math.max(width, NARROWEST);
  const high = Math.max(height, NARROWEST);
  const columns = Math.ceil(wide / DIVISOR) * DIVISOR;
  const rows = Math.ceil(high / DIVISOR) * DIVISOR;
  const planes = new Float32Array(3 * rows * columns);
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const from = 3 * (Math.min(y, height - 1) * width + Math.min(x, width - 1));
      for (let plane = 0; plane < 3; plane++) {
        planes[(plane * rows + y) * columns + x] = pixels[from + 2 - plane];
      }
    }
  }
  return { planes, columns, rows };
}

function decodedBoxes(found, stride, columns) {
  const [classes, objects, boxes, marks] = ["cls", "obj", "bbox", "kps"].map(
    (part) => found[`${part}_${stride}`].data,
  );
  const result = [];
  for (let place = 0; place < classes.length; place++) {
    const sure = Math.fround(clamp(classes[place], 0, 1) * clamp(objects[place], 0, 1));
    const score = Math.fround(Math.sqrt(sure));
    if (score < SCORE) continue;
    const at = [place % columns, Math.floor(place / columns)];
    const scaled = (offset, axis) => Math.fround(Math.fround(at[axis] + offset) * stride);
    const size = [2, 3].map((part) => Math.fround(Math.exp(boxes[4 * place + part])) * stride);
    const corner = [0, 1].map((axis) => Math.fround(scaled(boxes[4 * place + axis], axis) - size[axis] / 2));
    const points = [0, 1, 2, 3, 4].map((point) =>
      [0, 1].map((axis) => scaled(marks[10 * place + 2 * point + axis], axis)),
    );
    result.push({ score, box: [...corner, ...size], points });
  }
  return result;
}

/** Return the surest of each group of boxes that lie over each other, the surest first. */
function withoutOverlaps(boxes) {
  if (boxes.length < 2) return boxes;
  const kept = [];
  for (const each of [...boxes].sort((one, other) => other.score - one.score)) {
    if (each.score > SCORE && !kept.some((other) => overlaps(each.box, other.box))) kept.push(each);
  }
  return kept;
}

function overlaps(one, other) {
  const [a, b] = [one, other].map((box) => box.map(Math.trunc));
  const shared = [0, 1].map((axis) =>
    Math.max(0, Math.min(a[axis] + a[axis + 2], b[axis] + b[axis + 2]) - Math.max(a[axis], b[axis])),
  );
  const common = shared[0] * shared[1];
  return common > OVERLAP * (a[2] * a[3] + b[2] * b[3] - common);
}

/** Return the square around a face, turned so that its eyes are level; places are fractions. */
function squareAround({ box: [left, top, width, height], points }, photoWidth, photoHeight) {
  const longer = Math.max(width * photoWidth, height * photoHeight);
  const angle = angleOfEyes(points, width, photoWidth, photoHeight);
  const down = CENTRE_DOWN * longer;
  const radians = (angle * Math.PI) / 180;
  return onGrid({
    x: left + width / 2 - (down * Math.sin(radians)) / photoWidth,
    y: top + height / 2 + (down * Math.cos(radians)) / photoHeight,
    side: (SIDE_PER_BOX * longer) / photoWidth,
    angle,
  });
}

/** Move a square to the grid that the app keeps squares on. */
function onGrid({ x, y, side, angle }) {
  const step = 2 ** roundEven(Math.log2(side)) / STEPS;
  const moved = (value) => step * roundEven(value / step);
  const turn = roundEven(angle * STEPS_PER_DEGREE) / STEPS_PER_DEGREE;
  return { x: moved(x), y: moved(y), side: moved(side), angle: turn };
}

function angleOfEyes([right, left], width, photoWidth, photoHeight) {
  const across = (left[0] - right[0]) * photoWidth;
  const down = (left[1] - right[1]) * photoHeight;
  if (Math.hypot(across, down) < LEAST_EYE_DISTANCE * width * photoWidth) return 0;
  return (Math.atan2(down, across) * 180) / Math.PI;
}

/** Return the two rows that lead from a square's pixels to those of a photo of this size. */
function toPhoto(square, width, height, size) {
  const scale = (square.side * width) / size;
  const angle = (square.angle * Math.PI) / 180;
  const across = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  const down = [-Math.sin(angle) * scale, Math.cos(angle) * scale];
  const centre = [square.x * width - 0.5, square.y * height - 0.5];
  return [0, 1].map((axis) => [
    across[axis],
    down[axis],
    centre[axis] - ((across[axis] + down[axis]) * (size - 1)) / 2,
  ]);
}

/** Return the corners of a square in fractions of the photo, clockwise. */
function corners(square, width, height) {
  const [xRow, yRow] = toPhoto(square, width, height, 1);
  const ends = [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]];
  return ends.map(([x, y]) => [
    (xRow[0] * x + xRow[1] * y + xRow[2] + 0.5) / width,
    (yRow[0] * x + yRow[1] * y + yRow[2] + 0.5) / height,
  ]);
}

/** Cut a face out of a picture. */
async function cutOut(picture, square, size) {
  let photo = await reduced(picture, Math.ceil((2 * size) / square.side));
  const factor = (square.side * photo.width) / size;
  if (factor > 1) {
    const width = Math.max(1, roundEven(photo.width / factor));
    photo = shrunk(photo, width, Math.max(1, roundEven(photo.height / factor)));
  }
  return warped(photo, toPhoto(square, photo.width, photo.height, size), size);
}
