// @ts-check
/** Live: the server says when something was recorded, and the page asks again. After a break the browser resumes by itself. */
import { playing } from "./clock.js";
import { followLink } from "./link.js";
import { getJson, newest } from "./newest.js";
import { picture, silence, timeline, wantPicture } from "./state.js";
import { follow } from "./traffic.js";

/** Many records at once make one request: the newest wish wins. */
const wantTimeline = newest(
  () => getJson("/api/timeline"),
  (events) => timeline.set(events),
  () => {}, // the picture's own request tells that the server is silent
);

export function startLive() {
  const stream = new EventSource(`/api/events?after=${picture.get()?.log_position ?? 0}`);
  stream.addEventListener("record", () => {
    if (playing.get()) wantPicture(null);
    wantTimeline(Date.now());
  });
  follow(stream);
  followLink(stream);
  stream.onerror = () => silence.set({ since: silence.get()?.since ?? Date.now(), why: "event stream" });
}
