# The hosted pages in English. Every other locale has the same messages with the same values.

## Every page

title-error = Error:
language = Language:
skip = Skip to content
continue = Continue
sign-out = Sign out
new-window = (opens in a new window)
email = Email address
phone = Phone number

## Moments

ago-now = just now
ago-minutes =
    { $count ->
        [one] { $count } minute ago
       *[other] { $count } minutes ago
    }
ago-hours =
    { $count ->
        [one] { $count } hour ago
       *[other] { $count } hours ago
    }
ago-days =
    { $count ->
        [one] yesterday
       *[other] { $count } days ago
    }
date =
    { $month ->
        [1] { $day } January { $year }
        [2] { $day } February { $year }
        [3] { $day } March { $year }
        [4] { $day } April { $year }
        [5] { $day } May { $year }
        [6] { $day } June { $year }
        [7] { $day } July { $year }
        [8] { $day } August { $year }
        [9] { $day } September { $year }
        [10] { $day } October { $year }
        [11] { $day } November { $year }
       *[12] { $day } December { $year }
    }

## Signing in: the page

signin-title = Sign in
signin-for-app = to continue to { $app }
signin-submit = Sign in
password-show = Show password

## Signing in: what journeys ask and say

signin-username = Username
signin-username-or-email = Username or email address
signin-password = Password
signin-new-password = New password
signin-one-time-code = One-time code
signin-register = Create an account
signin-recover = Forgot your password?
signin-cancel = Cancel
signin-yes = Yes
signin-no = No
signin-failed = The username or password is incorrect. Please try again.
signin-locked = Too many attempts have failed. This account is locked for now; please try again later.
signin-locked-minutes =
    { $minutes ->
        [one] Too many attempts have failed. Please try again in { $minutes } minute.
       *[other] Too many attempts have failed. Please try again in { $minutes } minutes.
    }
signin-attempts-left =
    { $count ->
        [one] You have { $count } attempt left.
       *[other] You have { $count } attempts left.
    }
signin-inactive = This account is not active. Please contact your administrator.
signin-no-access = You do not have access to this application.
signin-session-quota = You are signed in on too many devices. Sign out on one of them and try again.
signin-expired = This took too long. Please start again.
signin-interrupted = This step was already submitted. Please continue from here.
signin-required = Please fill in this field.
signin-choose = Please choose one of the options.
signin-password-expired = Your password has expired. Please choose a new one.
signin-password-change = Please choose a new password to continue.
signin-username-invalid = Please use a username of letters, digits, dots, hyphens or underscores.
signin-password-refused = This password does not meet the requirements. Please choose another one.
signin-failed-title = Sign-in failed
signin-failed-what = The sign-in did not succeed.
signin-failed-next = Check your details and start again. If you have forgotten them, ask your administrator.
signin-again = Start again

## What a password must be

password-too-short =
    { $count ->
        [one] Use at least { $count } character.
       *[other] Use at least { $count } characters.
    }
password-too-long =
    { $count ->
        [one] Use at most { $count } character.
       *[other] Use at most { $count } characters.
    }
password-needs-upper = Include an uppercase letter.
password-needs-lower = Include a lowercase letter.
password-needs-digit = Include a digit.
password-needs-symbol = Include a symbol, such as ! or #.
password-no-username = Do not use your name, username or email address in it.
password-too-common = This password is too easy to guess. Please choose another one.
password-used-before = You have used this password before. Please choose another one.
password-same = The new password must differ from the current one.
password-wrong = The current password is incorrect.

## Consent

consent-title = { $app } asks for access to your account
consent-switch = Not you?
consent-scopes = It will be able to
consent-policies = Read how { $app } handles your data:
consent-privacy = Privacy policy
consent-terms = Terms of service
consent-allow = Allow
consent-deny = Deny
consent-destination = You will continue at { $destination }.
consent-remembered = Your choice is remembered; you can withdraw access at any time in your account.
scope-openid = Know who you are, by an identifier of your account
scope-profile = See your profile, such as your name and picture
scope-email = See your email address
scope-address = See your postal address
scope-phone = See your phone number
scope-offline-access = Keep access while you are away

## Signing out

logout-title = Sign out?
logout-lead = You will be signed out of { $realm } in this browser.
logout-app = { $app } asks to sign you out in this browser.
logout-confirm = Sign out
logout-stay = Stay signed in
loggedout-title = You are signed out
loggedout-lead = On a shared computer, close this window as well.
loggedout-back = Back to { $app }
loggedout-again = Sign in again

## Signed in, on the way, nowhere

signedin-title = You are signed in
signedin-lead = Welcome, { $name }.
signedin-account = Go to your account
outcome-title = Done
outcome-go-on = Continue
formpost-title = One moment
formpost-app = Taking you back to { $app }. If nothing happens, please choose “Continue”.
formpost-lead = Taking you back to the application. If nothing happens, please choose “Continue”.
notfound-title = There is nothing here
notfound-lead = The address may be misspelt, or the page may have moved.
notfound-home = Go to the start page

## Errors

error-code = Error code
error-detail = Details
error-reference = Reference
error-request-title = This request cannot be completed
error-unknown-app-what = The application that sent you here is not known to us.
error-redirect-uri-what = The application asked us to send you to an address that is not registered for it. To protect your account, we did not.
error-request-what = The application that sent you here made a request that we cannot accept.
error-app-next = Go back to the application and try again. If this happens again, tell its makers what you see below.
error-expired-title = This sign-in has expired
error-expired-what = It took too long, was already finished, or was started in another browser.
error-expired-next = Go back to the application and start again.
error-csrf-title = Please try again
error-csrf-what = We could not be sure that this form was sent by you, so nothing was changed.
error-csrf-next = Go back, reload the page and send the form again. Cookies must be allowed.
error-link-title = This link no longer works
error-link-what = It was already used, is too old, or was not copied completely.
error-link-next = Ask for a new link.
error-forbidden-title = You may not do this
error-forbidden-what = Your account does not have the rights for this page.
error-forbidden-next = Sign in with another account, or ask your administrator for access.
error-realm-title = Sign-in is not available
error-realm-what = This sign-in service has been deactivated.
error-realm-next = Please contact your administrator.
error-internal-title = Something went wrong on our side
error-internal-what = Your request could not be completed. It is not your fault.
error-internal-next = Please try again. If this happens again, give your administrator the reference below.

## Not now

trouble-rate-limited-title = Too many attempts
trouble-rate-limited-what = There were too many requests in a short time, so we are taking a short break.
trouble-busy-title = We are very busy
trouble-busy-what = Many people are signing in right now. You have not lost anything.
trouble-unavailable-title = Not available at the moment
trouble-unavailable-what = The service cannot answer right now. We are working on it.
trouble-retry-seconds =
    { $count ->
        [one] Please try again in { $count } second.
       *[other] Please try again in { $count } seconds.
    }
trouble-retry-minutes =
    { $count ->
        [one] Please try again in { $count } minute.
       *[other] Please try again in { $count } minutes.
    }
trouble-retry = Try again

## Account

account-nav = Account
account-overview = Overview
account-sessions = Devices and sessions
account-password = Password
account-apps = Apps with access
account-since = Member since { $date }
account-about = About you
account-verified = Verified
account-not-verified = Not verified
account-sessions-count =
    { $count ->
        [one] Signed in on { $count } device
       *[other] Signed in on { $count } devices
    }
account-password-changed = Changed on { $date }
account-password-never = Change your password
account-password-expires =
    { $count ->
        [0] Your password must be changed at your next sign-in.
        [one] Your password must be changed within { $count } day.
       *[other] Your password must be changed within { $count } days.
    }
account-apps-count =
    { $count ->
        [0] No app has access
        [one] { $count } app has access
       *[other] { $count } apps have access
    }
sessions-lead = These are the places where you are signed in. End any session you do not recognise, then change your password.
sessions-current = This device
sessions-seen = Last seen { $when }
sessions-started = signed in { $when }
sessions-end = End session
sessions-end-others = End all other sessions
sessions-remembered = Browsers that remember you
sessions-remembered-lead = You need not give your password in these. Forget any you do not use any more.
sessions-remembered-since = Remembered { $when }
sessions-remembered-used = used { $when }
sessions-forget = Forget
sessions-forgotten = The browser does not remember you any more.
sessions-ended = The session was ended.
sessions-others-ended =
    { $count ->
        [one] { $count } other session was ended.
       *[other] { $count } other sessions were ended.
    }
device-browser-system = { $browser } on { $system }
device-unknown = Unknown device
password-lead = Choose one that you use nowhere else. A few unrelated words are strong and easy to remember.
password-present = Current password
password-new = New password
password-submit = Change password
password-changed = Your password was changed. Your other sessions were ended.
apps-lead = You allowed these apps to use your account. Withdraw access from any you no longer use.
apps-none = No app has access to your account.
apps-granted = Access given on { $date }
apps-withdraw = Withdraw access
apps-withdrawn = { $app } no longer has access to your account.

## First set-up

setup-title = Create the first administrator
setup-lead = This account can manage everything. The link that brought you here works once.
setup-submit = Create administrator
setup-username-taken = This username is taken.
setup-username-invalid = Please use letters, digits, dots, hyphens or underscores.
setup-email-invalid = Please enter an email address, such as name@example.com.

## Start page

start-title = Durward is running
start-lead = Your identity and access platform: people sign in here, and applications learn who they are.
start-pending = There is no administrator yet. Open the one-time set-up link that was printed when the server started.
start-apply-title = Describe your realm
start-apply-lead = A realm holds its people and applications. Save this as { $file }, adapt it and apply it as often as you like:
start-connect-title = Connect an application
start-connect-lead = Any OpenID Connect library finds all it needs from one of these addresses:
start-issuer = Issuer
start-discovery = Discovery document
start-account-title = See your account
start-account-lead = Your sessions, your password and the apps with access, as every person sees them.
start-account = Open the account page
start-docs = Read on
start-docs-getting-started = Getting started
start-docs-concepts = Concepts
start-docs-operations = Operations
