// Numbers rounded as Python and OpenCV round them.

/** Return the nearest whole number, of two equally near ones the even one. */
function roundEven(value) {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest > 0.5 ? below + 1 : below;
  return below % 2 === 0 ? below : below + 1;
}

function clamp(value, low, high) {
  return value < low ? low : value > high ? high : value;
}
