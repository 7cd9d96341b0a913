// Reads a JSON list of calendars from standard input, and writes what ical.js finds in the events of each.
const ICAL = require("ical.js");

const text = (component, name) => {
  const found = component.getAllProperties(name);
  if (found.length !== 1) throw new Error(`${found.length} times ${name}`);
  return found[0].type === "text" ? found[0].getFirstValue() : found[0].getFirstValue().toString();
};
const instant = (component, name) => component.getFirstPropertyValue(name).toICALString();
const one = (event) => ({
  uid: text(event, "uid"),
  summary: text(event, "summary"),
  description: text(event, "description"),
  start: instant(event, "dtstart"),
  end: instant(event, "dtend"),
  stamp: instant(event, "dtstamp"),
  sequence: Number(text(event, "sequence")),
  status: text(event, "status"),
  transp: text(event, "transp"),
  alarms: event.getAllSubcomponents("valarm").map((alarm) => [text(alarm, "action"), text(alarm, "description")]),
});
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const read = (source) => {
  const calendar = new ICAL.Component(ICAL.parse(source));
  // It does not know NAME, so it has to be told that this is text.
  const name = ICAL.design.icalendar.value.text.fromICAL(calendar.getFirstPropertyValue("name"));
  return { name, events: calendar.getAllSubcomponents("vevent").map(one) };
};
process.stdout.write(JSON.stringify(texts.map(read)));
