// What the camera sees, as a picture to ask about.

const CAMERA_SIDE = 960;

/** Start the camera and show it; the caller stops it. */
async function startCamera(video) {
  if (!navigator.mediaDevices) throw new Refused("This browser gives this page no camera. Choose photos instead.");
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: CAMERA_SIDE }, facingMode: "user" },
    });
  } catch {
    throw new Refused("The camera cannot be used: allow it in the browser, or close what uses it.");
  }
  await video.play();
}

function stopCamera(video) {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}

/** Return what the camera sees now. */
function seenNow(video) {
  const { videoWidth: width, videoHeight: height } = video;
  return { jpeg: false, turn: 1, width, height, pixels: drawn(video, width, height), reductions: new Map() };
}
