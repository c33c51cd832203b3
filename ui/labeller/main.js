export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".desk");
  if (!data || !root) return;
  root.desk ??= new Desk(root, data, setStateValue);
  root.desk.send = setStateValue;
  root.desk.hear(data);
}
