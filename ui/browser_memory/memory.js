// Keeps a name in this browser, and gives it back to a session that does not know one yet.
const KEY = "mien-name"

export default function ({ data, setStateValue }) {
  const kept = window.localStorage.getItem(KEY)
  if (data.name !== null) {
    if (data.name !== kept) window.localStorage.setItem(KEY, data.name)
  } else if (kept) {
    setStateValue("name", kept)
  }
}
