// Loads the script of a captcha service, which the page's policy allows.

for (const place of document.querySelectorAll("[data-captcha]")) {
  const script = document.createElement("script");
  script.src = place.getAttribute("data-captcha") ?? "";
  script.async = true;
  document.head.append(script);
}
