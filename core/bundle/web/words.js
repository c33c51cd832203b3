// The app's words for an answer: see core/verdict.py and core/percent.py.

const LOOKS = "looks";
const NOT_SURE = "not sure";
const NO_FACE = "no face found";
const STRANGE = "unlike anything it was trained on";
const MOST_NAMED = 5;

/** Something a person can mend; its message is one clear sentence or two. */
class Refused extends Error {}

function percentWords(share) {
  const rounded = roundEven(100 * share);
  if (!(share > 0 && share < 1)) return `${rounded} %`;
  if (rounded === 0) return "under 1 %";
  if (rounded === 100) return "over 99 %";
  return `${rounded} %`;
}

function either(names) {
  const first = names.slice(0, -1);
  const last = names[names.length - 1];
  return first.length ? `${first.join(", ")} or ${last}` : last;
}

/** Return what it may be: the likeliest, and how many more, where they are very many. */
function named(answer) {
  if (answer.possible.length <= MOST_NAMED) return answer.possible;
  const valueOf = (name) => answer.shares.find((each) => each.name === name).value;
  const surest = [...answer.possible].sort((one, other) => valueOf(other) - valueOf(one));
  const shown = surest.slice(0, MOST_NAMED - 1);
  const others = (surest.length - shown.length).toLocaleString("en");
  return [...shown, `one of ${others} others`];
}

/** Return the class with the largest share, the first among equals. */
function likeliest(answer) {
  return answer.shares.reduce((best, share) => (share.value > best.value ? share : best)).name;
}

function headline(answer) {
  if (answer.verdict === LOOKS) return `Looks ${likeliest(answer)}`;
  if (answer.verdict === NOT_SURE) return `Not sure: ${either(named(answer))}`;
  if (answer.verdict === NO_FACE) return "No face found";
  return "Unlike anything it was trained on";
}

function explanation(answer) {
  const name = likeliest(answer);
  const share = percentWords(answer.shares.find((each) => each.name === name).value);
  if (answer.verdict === LOOKS) return `It is ${share} sure.`;
  if (answer.verdict === NOT_SURE) {
    return `It leans towards ${name} (${share}), and that is too little for an answer.`;
  }
  if (answer.verdict === NO_FACE) {
    return "This model was taught on faces. Try a photo that shows the face.";
  }
  return (
    "This resembles none of the photos it has learned from, so its answer would be worth little. " +
    `It would say ${name} (${share}).`
  );
}
