// The model, asked about whole photos as the app asks it: core/bundle/answering.py.

const ALREADY_FACE = 64;
const FEWEST_PIXELS = 20;
const MOST_OF_A_SQUARE = 1.3;
const LONGEST_TO_LOOK_AT = LOOK_AT.longest;

const WITHOUT_FINDER =
  "This bundle came without a face finder. Its model was taught on faces that were cut out. " +
  "Cut your photos to the face and tick the box.";

const facts = JSON.parse(document.getElementById("facts").textContent);
let ort = null;
let model = null;
let finder = null;

/** Return what stands in the page under a name, unpacked; null where nothing stands there. */
async function unpacked(name) {
  const element = document.getElementById(name);
  const packed = atob(element.textContent.trim());
  element.textContent = "";
  if (!packed) return null;
  const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Load runtime, model and face finder. */
async function load() {
  const script = new Blob([await unpacked("runtime")], { type: "text/javascript" });
  const place = URL.createObjectURL(script);
  ort = await import(place);
  URL.revokeObjectURL(place);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = await unpacked("wasm");
  const how = { executionProviders: ["wasm"] };
  model = await ort.InferenceSession.create(await unpacked("model"), how);
  const weights = await unpacked("finder");
  if (weights) finder = await ort.InferenceSession.create(weights, how);
}

/**
 * Answer a picture: a list of {answer, corners, warning}, one for each face, or one for the whole photo;
 * `cropped` says that the photo is a face and nothing else. Of a photo that plainly is not, nothing sure is said.
 */
async function tell(picture, cropped) {
  const { width, height } = uprightSize(picture);
  const whole = async (noFace) => {
    const square = squashed(await reduced(picture, 2 * facts.input.side), facts.input.side);
    return [{ answer: await answered(square, noFace), corners: null }];
  };
  if (cropped && facts.input.framing === "faces" && !nearlySquare(width, height)) {
    const [{ answer }] = await whole(false);
    const verdict = answer.verdict === LOOKS ? NOT_SURE : answer.verdict;
    return [{ answer: { ...answer, verdict }, corners: null, warning: notCut(width, height) }];
  }
  if (cropped || facts.input.framing !== "faces" || isFaceItself(width, height)) return whole(false);
  if (!finder) throw new Refused(WITHOUT_FINDER);
  const faces = await findFaces(finder, await reduced(picture, LONGEST_TO_LOOK_AT));
  if (!faces.length) return whole(true);
  const told = [];
  for (const face of faces) {
    const square = squareAround(face, width, height);
    const answer = await answered(await cutOut(picture, square, facts.input.side), false);
    told.push({ answer, corners: corners(square, width, height) });
  }
  return told;
}

function nearlySquare(width, height) {
  return Math.max(width, height) <= MOST_OF_A_SQUARE * Math.min(width, height);
}

function notCut(width, height) {
  return (
    `This photo does not seem to be cut to the face: it has ${width} x ${height} pixels, and a face that is cut out is about ` +
    "as wide as high. So nothing sure is said about it."
  );
}

function isFaceItself(width, height) {
  return Math.max(width, height) <= ALREADY_FACE && Math.min(width, height) >= FEWEST_PIXELS;
}

async function answered({ pixels, width, height }, noFace) {
  const photo = new ort.Tensor("float32", Float32Array.from(pixels), [1, height, width, 3]);
  const said = await model.run({ photo });
  const row = [...said.probabilities.data];
  const { sure, distance } = facts.limits;
  const strange = distance !== null && said.distance.data[0] > distance;
  const enough = sure === null || Math.max(...row) >= Math.fround(sure);
  const verdict = noFace ? NO_FACE : strange ? STRANGE : enough ? LOOKS : NOT_SURE;
  return {
    verdict,
    shares: facts.classes.map((name, at) => ({ name, value: row[at] })),
    possible: possible(row).map((at) => facts.classes[at]),
  };
}

/** Return the places of the classes it may be: the two likeliest, and all that reach their limit. */
function possible(row) {
  const order = row.map((_, at) => at).sort((one, other) => row[other] - row[one]);
  const limits = facts.limits.possible ?? row.map(() => Infinity);
  return row.map((_, at) => at).filter((at) => order.indexOf(at) < 2 || row[at] >= Math.fround(limits[at]));
}
