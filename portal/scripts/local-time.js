// Adds the exact moment, in the person's own time zone, to every relative time.

const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });

for (const element of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(element.getAttribute("datetime") ?? "");
  if (!Number.isNaN(moment.getTime())) element.setAttribute("title", format.format(moment));
}
