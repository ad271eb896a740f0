"""A person without a browser: cookies, redirects, and the forms that were served."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


class Forms(HTMLParser):
    """Collects the forms of a page: address, fields, and the buttons by id."""

    def __init__(self, html):
        super().__init__()
        self.forms = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append({"action": attributes.get("action") or "", "fields": {}, "buttons": {}})
        elif not self.forms or not attributes.get("name"):
            return
        elif tag == "button" or attributes.get("type") == "submit":
            self.forms[-1]["buttons"][attributes.get("id")] = (attributes["name"], attributes.get("value") or "")
        elif tag in ("input", "select", "textarea"):
            if attributes.get("type") not in ("checkbox", "radio") or "checked" in attributes:
                self.forms[-1]["fields"][attributes["name"]] = attributes.get("value") or ""


class Person:
    """Signs in on the hosted pages by the names of the page contract."""

    def __init__(self, username="ana", password="correct horse battery staple"):
        self.username, self.password = username, password
        self.http = requests.Session()

    def go(self, method, address, stop, **options):
        """One request, then redirects, until a page or an address that begins with `stop`."""
        for _ in range(12):
            response = self.http.request(method, address, allow_redirects=False, timeout=10, **options)
            location = response.headers.get("location")
            if not location:
                return response, None
            address = urljoin(address, location)
            if address.startswith(stop):
                return response, address
            method, options = "GET", {}
        raise AssertionError(f"redirected in circles at {address}")

    def submit(self, page, stop, values, button=None):
        """Submits the first form of `page` that has every wanted field and the button."""
        for form in Forms(page.text).forms:
            if values.keys() <= form["fields"].keys() and (button is None or button in form["buttons"]):
                data = {**form["fields"], **values}
                name, value = form["buttons"].get(button) or next(iter(form["buttons"].values()), (None, None))
                if name:
                    data[name] = value
                origin = "/".join(page.url.split("/")[:3])
                return self.go("POST", urljoin(page.url, form["action"]), stop, data=data, headers={"origin": origin})
        raise AssertionError(f"no form with {sorted(values)} {button or ''} on {page.url} ({page.status_code})\n{page.text[:2000]}")

    def sign_in(self, address, stop, button=None):
        """Opens `address`, signs in when asked, presses `button` when shown, and returns where the app is called."""
        page, arrived = self.go("GET", address, stop)
        for _ in range(4):
            if arrived:
                return arrived
            names = {name for form in Forms(page.text).forms for name in form["fields"]}
            values = {name: getattr(self, name) for name in ("username", "password") if name in names}
            page, arrived = self.submit(page, stop, values, None if values else button)
        raise AssertionError(f"not sent back to the app: {page.status_code} {page.url}\n{page.text[:2000]}")
