# What messages to people bring with them: codes, links, notices, the development mailbox.

## Codes

code-title = Enter the code
code-sent-email = We have sent a code to { $address }. It can take a minute to arrive; look into your spam folder too.
code-sent-sms = We have sent a text message with a code to { $address }.
code-sent-whatsapp = We have sent a code by WhatsApp to { $address }.
code-sent-perhaps = If the account has an address for it, we have sent a code there.
code-resend = Send it again
code-resent = The code was sent again. Use the latest message.
code-resend-wait =
    { $seconds ->
        [one] Please wait { $seconds } second before the code is sent again.
       *[other] Please wait { $seconds } seconds before the code is sent again.
    }
code-expired = This code is no longer good. Ask for a new one.
code-wrong =
    { $count ->
        [one] This code is not right. You have { $count } attempt left.
       *[other] This code is not right. You have { $count } attempts left.
    }
code-failed = The code was not right. Please start again to get a new one.
email-invalid = Please enter an email address, such as name@example.com.
phone-invalid = Please enter a telephone number with its country, such as +32 470 12 34 56.

## Links

link-sent = We have sent a link to { $address }. Open it to go on, in this browser or in another.
link-sent-perhaps = If the account has an address, we have sent a link there. Open it to go on.
link-not-opened = Please open the link in the message first.
resume-title = Go on?
resume-lead = You have opened the link from our message.
resume-other-browser = The link was asked for in another browser or on another device. Go on only if you asked for it yourself: you will be signed in here, not there.

## This was not me

notme-title = Was this not you?
notme-lead = We will end every session of your account. The password will no longer work, so that nobody who knows it can get in; you choose a new one by a message to your own address.
notme-confirm = Protect my account
notme-done-title = Your account is protected
notme-done-lead = All sessions have ended and the password no longer works. Choose a new one now.
notme-recover = Choose a new password

## The development mailbox

mailbox-title = Development mailbox
mailbox-lead = Messages that no channel carries yet. They can be read for an hour, here alone and only on this computer.
mailbox-none = There are no messages.
mailbox-to = To
mailbox-medium = Channel
mailbox-realm = Realm
mailbox-open-link = Open the link
mailbox-as-html = Show as HTML
mailbox-back = All messages
start-mailbox-title = Read the messages
start-mailbox-lead = Codes and links are not sent until you set up a channel. Until then you read them here.
start-mailbox = Open the mailbox
