// What the camera sees, as a picture to ask about.

const CAMERA_SIDE = 960;

/**
 * Start the camera and show it, unless it is no longer wanted once it is allowed; the caller stops it.
 * Returns whether it runs.
 */
async function startCamera(video, wanted) {
  if (!navigator.mediaDevices) throw new Refused("This browser gives this page no camera. Choose photos instead.");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: CAMERA_SIDE }, facingMode: "user" },
    });
  } catch {
    throw new Refused("The camera cannot be used: allow it in the browser, or close what uses it.");
  }
  if (!wanted()) {
    endTracks(stream);
    return false;
  }
  video.srcObject = stream;
  await video.play();
  return wanted();
}

function stopCamera(video) {
  endTracks(video.srcObject);
  video.srcObject = null;
}

function endTracks(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Return what the camera sees now. */
function seenNow(video) {
  const { videoWidth: width, videoHeight: height } = video;
  return { jpeg: false, turn: 1, width, height, pixels: drawn(video, width, height), reductions: new Map() };
}
