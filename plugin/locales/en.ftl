# Everything this plugin says in English. It is the fallback language, so it is always complete.
# Names of variables: dates, amounts and counts come ready in the reader's form; "detail" and the like come cleaned.

## Dates, money, intervals

# The month as a word: in numbers it would read differently on both sides of the Atlantic.
date = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
} { $year }
timestamp = { $date }, { $hour }:{ $minute }
# The unit comes as a code; a symbol is used only where it can mean one currency.
money = { $currency ->
    [EUR] €{ $amount }
    [GBP] £{ $amount }
    [USD] ${ $amount }
    [none] { $amount }
   *[other] { $currency } { $amount }
}
interval-day = { $count ->
    [one] every day
   *[other] every { $count } days
}
interval-week = { $count ->
    [one] every week
   *[other] every { $count } weeks
}
interval-month = { $count ->
    [one] every month
   *[other] every { $count } months
}
interval-other = every { $count } { $unit }
interval-unknown-unit = every { $count } (unit unknown)
with-province = { $city }, { $province }

## The customer match

widget-title = Recharge subscriptions
match-none = No Recharge customer has the address { $email }.
match-exact = Matched by the e-mail address { $email }.
match-different-case = Matched by the e-mail address; Recharge spells it { $found }.
match-several = { $count } Recharge customers share the address { $email }: choose one.
match-unknown = Whether { $email } is a Recharge customer could not be found out.
customer-unnamed = (no name)
product-untitled = (product without a name)

## Headlines

headline-next = { $count ->
    [one] Next charge
   *[other] Next { $count } charges
} { $date }: { $total }
headline-next-provisional = { $count ->
    [one] Next charge
   *[other] Next { $count } charges
} { $date }: about { $total }
headline-next-date = { $count ->
    [one] Next charge
   *[other] Next { $count } charges
} { $date }
headline-delivery = Next delivery { $date }, paid already. { $charge }
headline-running = { $count ->
    [one] Charge of { $date } is being processed
   *[other] { $count } charges of { $date } are being processed
}
headline-failed = Payment failed, charge of { $date }
headline-failed-undated = Payment failed
headline-failed-retry = Payment failed, charge of { $date }; Recharge tries again on { $retry }
headline-no-date = No next charge is planned
headline-former = No running subscription; the last one ended on { $date }
headline-former-undated = No running subscription
headline-none = Customer without subscriptions
headline-unknown = Subscriptions could not be read

## States

status-active = Active
status-cancelled = Cancelled
status-expired = Expired
status-unknown = Unknown state: { $status }
status-missing = State not given
charge-queued = Upcoming
charge-running = Being processed
charge-skipped = Skipped
charge-error = Payment failed
charge-pending = Payment in progress
charge-pending-manual-payment = Waits for manual payment
failure-unnamed = Recharge gives no reason.

## Deliveries

delivery-charge = The order is made on { $date }, when the charge is paid. Recharge does not know the carrier's date.
delivery-prepaid-order = The order is made on { $date } and is paid already. Recharge does not know the carrier's date.

## Notices

notice-several-customers = Several Recharge customers share this address. Make sure which one wrote before you change anything.
notice-more-customers = { $count ->
    [one] One more customer has this address and is not shown: { $ids }.
   *[other] { $count } more customers have this address and are not shown: { $ids }.
}
notice-identity-forwarded = The address was taken from a forwarded message. Make sure who wrote before you change anything.
notice-identity-unverified = Nobody has checked that the writer owns this address. Make sure before you change anything.
notice-match-incomplete = The search for customers was not complete: { $reason } Reload, or look in Recharge.
notice-subscriptions-missing = The subscriptions could not be read: { $reason }
notice-charges-missing = The charges could not be read, so failed payments may be missing here: { $reason }
notice-addresses-missing = The addresses could not be read: { $reason }
notice-orders-missing = The paid deliveries of prepaid subscriptions could not be read: { $reason }
notice-known-charges-only = With this many subscriptions, charges in a state that this plugin does not know are not shown.
notice-data-incomplete = Not everything is shown: { $parts }. Look in Recharge before you answer.
notice-store-missing = The store's details could not be read, so links may be missing and dates near midnight are taken cautiously: { $reason }
notice-scopes-unknown = What the Recharge token may do could not be read, so an action may turn out to be refused: { $reason }
notice-read-only = The Recharge token may only read. Changes need a token with the scopes { $scopes }.
notice-payment-failing = The payment of { $total } due on { $date } failed: { $failure }
notice-payment-failing-undated = A payment failed: { $failure }
notice-payment-failing-somewhere = Recharge reports a failed payment for this customer. Look in Recharge.
notice-payment-method-invalid = The customer has no valid payment method, so the next charge will fail.
notice-charge-running = The charge of { $date } is being processed: nothing about it can be changed any more.
notice-charge-tomorrow = The charge runs tomorrow ({ $date }): changes are possible today only.
notice-charge-pending = A payment is in progress. Wait for it before you change anything.
notice-manual-payment = The charge of { $date } waits for a manual payment.
notice-charge-unknown = A charge is in a state that this plugin does not know: { $status }. Look in Recharge.
notice-recalculating = Recharge is recalculating the charge after a change: date and total may still move.
notice-dates-differ = Recharge gives two dates for the next charge: { $charge } on the charge (shown here), { $subscription } on the subscription.
notice-no-next-charge = Active, but Recharge plans no next charge. Usually a payment has failed.
notice-retries-exhausted = Recharge has given up charging this subscription.
notice-status-missing = Recharge names no state for this subscription. Look in Recharge.
notice-status-unknown = The state "{ $status }" is unknown to this plugin. Look in Recharge.
notice-delivery-unknown = The next delivery is unknown, because the paid deliveries could not be read.
part-customers = customers
part-subscriptions = subscriptions
part-charges = charges
part-addresses = addresses
part-orders = paid deliveries
reason-scope = the token lacks { $scopes }.
reason-unauthorized = Recharge does not accept the token.
reason-rate-limited = Recharge asks for a pause; reload in a moment.
reason-unavailable = Recharge does not answer, or with an error; reload in a moment.
reason-unreadable = Recharge's answer is not readable.
reason-refused = the request was refused.

## Why a quick action is not possible

why-scope = The Recharge token lacks { $scopes }.
why-cancelled = The subscription is cancelled.
why-expired = The subscription has ended after its last charge.
why-status-missing = Recharge names no state for it.
why-status-unknown = The state "{ $status }" is unknown to this plugin.
why-charges-unread = The charges could not be read.
why-no-charge = No charge is coming up.
why-charge-not-made = Recharge has not made the charge of { $date } yet.
why-payment-failed = The payment failed: no charge is coming up until it is settled.
why-charge-running = The charge of { $date } is being processed.
why-prepaid = Prepaid deliveries can't be skipped; a single one is moved or changed in Recharge.
why-not-skippable = Recharge does not allow this one to be skipped.
why-nothing-skipped = No delivery is skipped.
why-skip-over = The skipped date { $date } can't be restored any more.
why-address-unknown = Recharge names no address for this subscription.
why-address-unread = The address could not be read.
why-no-link = The address of the merchant portal is unknown.

## Actions

action-move-date = Move delivery date
action-move-date-description = Moves the next charge, and with it the next delivery, to another date. Later dates follow the new one.
action-cancel = Cancel
action-cancel-description = Cancels this subscription. Other subscriptions of the customer stay.
action-skip = Skip next charge
action-skip-description = Skips the next charge once. The subscription goes on with the date after it.
action-unskip = Unskip charge
action-unskip-description = Brings a skipped charge back, as long as its date lies ahead.
action-update-address = Update address
action-update-address-description = Changes the delivery address, for everything that ships there or for this subscription alone.
action-reactivate = Reactivate
action-reactivate-description = Takes back a cancellation. The subscription runs again from a date that is set with it.
action-open = Open in Recharge
action-open-description = Opens the customer, subscription or charge in Recharge. Changes nothing.

## Parameters of actions

param-move-date-to = New date
param-move-date-to-description = The day on which the next charge is to run, tomorrow at the earliest. Either this or a shift.
param-move-date-by = Shift
param-move-date-by-description = By how much the next charge moves to a later date. Either this or a date.
param-move-date-by-days = Days
param-move-date-by-days-description = So many days later.
param-move-date-by-weeks = Weeks
param-move-date-by-weeks-description = So many weeks later.
param-move-date-whole_charge = Whole charge
param-move-date-whole_charge-description = Moves every subscription on the same charge, so that they stay together.
param-cancel-reason = Reason
param-cancel-reason-description = Why the customer cancels. Recharge asks for it.
param-cancel-comment = Comment
param-cancel-comment-description = A comment beside the reason, of up to 1024 characters.
param-cancel-notify_customer = Mail to the customer
param-cancel-notify_customer-description = Whether Recharge mails the cancellation to the customer and the shop.
param-skip-scope = What to skip
param-skip-scope-description = Only this product, or everything on the charge that can be skipped.
param-skip-scope-item = This product only
param-skip-scope-charge = Everything on the charge
param-skip-again = Skip once more
param-skip-again-description = Wanted although a delivery is skipped already.
param-skip-date = Date of the charge
param-skip-date-description = The date of the charge that is meant. If another one is next, nothing is skipped.
param-reactivate-to = Date of the next charge
param-reactivate-to-description = The day on which the subscription is charged next, tomorrow at the earliest.
param-unskip-date = Skipped date
param-unskip-date-description = The date of the skipped charge that comes back. Needed when several are skipped.
param-update-address-first_name = First name
param-update-address-first_name-description = First name of the recipient.
param-update-address-last_name = Last name
param-update-address-last_name-description = Last name of the recipient.
param-update-address-company = Company
param-update-address-company-description = Company; empty text removes it.
param-update-address-address1 = Street and number
param-update-address-address1-description = Street and house number.
param-update-address-address2 = Address supplement
param-update-address-address2-description = Floor, building, care of; empty text removes it.
param-update-address-city = City
param-update-address-city-description = City or town.
param-update-address-province = State or province
param-update-address-province-description = State, province or county, where the country has them in addresses. A change of country drops the old one.
param-update-address-zip = Postcode
param-update-address-zip-description = Postcode. A change of country needs it too.
param-update-address-country_code = Country
param-update-address-country_code-description = Country as a code of two letters, such as DE.
param-update-address-phone = Phone
param-update-address-phone-description = Phone number for the carrier.
param-update-address-apply_to = Applies to
param-update-address-apply_to-description = Everything that ships to this address, or only this subscription.
param-update-address-apply_to-all = Everything at this address
param-update-address-apply_to-subscription = This subscription only
param-open-page = Page
param-open-page-description = Which page to open.
param-open-page-customer = Customer
param-open-page-subscription = Subscription
param-open-page-charge = Charge

## Errors

problem-unauthorized = Recharge does not accept the token. Connect the shop again with a valid token.
problem-missing-scopes = The Recharge token lacks { $scopes }. Add that to the token in Recharge, then reload.
problem-rate-limited = Recharge asks for a pause. Reload in a moment.
problem-rate-limited-seconds = { $seconds ->
    [one] Recharge asks for a pause of one second. Reload then.
   *[other] Recharge asks for a pause of { $seconds } seconds. Reload then.
}
problem-unavailable = Recharge does not answer. Reload in a moment; if it goes on, look at Recharge's status page.
problem-unreadable = What answered is not readable as Recharge. Reload in a moment; if it goes on, check the address of the connection.
problem-internal = A request was refused that should not be. Reload; if it goes on, report it to whoever maintains the plugin.
problem-not-connected = The shop is not connected to Recharge. Connect it with an API token.
problem-secret-unavailable = The Recharge token can't be read where it is kept. Try again in a moment, or connect again.
problem-email-malformed = The contact's e-mail address is malformed. Correct it in the ticket, then reload.
problem-action-unknown = There is no action "{ $action }". The possible ones are { $actions }.
problem-context = The helpdesk told no usable time. Report it to whoever runs the helpdesk.

## Forms that can't be read

fault-json = The parameters are no JSON object.
fault-unknown-field = There is no parameter "{ $field }".
fault-type = "{ $field }" is of the wrong kind.
fault-choice = "{ $field }" must be one of: { $choices }.
fault-characters = "{ $field }" has control or invisible characters.
fault-date = "{ $field }" is no date of the form YYYY-MM-DD.
fault-country = "{ $field }" is no country code of two letters.
fault-empty = "{ $field }" is empty.
fault-too-long = "{ $field }" is longer than { $most } characters.
fault-range = "{ $field }" must be a whole number from { $least } to { $most }.
fault-to-and-by = Give either a new date or a shift, not both.
fault-by-nothing = The shift names neither days nor weeks.
fault-date-end = The new date lies beyond the calendar.

## Questions

ask-subscription = Which subscription is meant?
ask-date = To which date?
ask-skipped-date = Several deliveries are skipped. Which one is to come back?
ask-skip-scope = Several products share this charge. Is only this product to be skipped, or everything on the charge?
ask-reason = Why does the customer cancel? Recharge requires a reason.
ask-reason-of-list = Why does the customer cancel? The shop has a list of reasons; choose one.
ask-notify = Is Recharge to mail the cancellation to the customer and the shop?
ask-address = What is to change about the address?
ask-charge = Which charge is meant?
ask-country = Which country does the address belong to? It names none.
ask-province = Which state or province is it in the new country?
ask-zip = What is the postcode in the new country?
ask-apply-to = More than this subscription ships to this address. Is the change for everything there, or for this subscription only?
choice-weeks-later = { $count ->
    [one] One week later
   *[other] { $count } weeks later
}
choice-notify = Yes, mail them
choice-not-notify = No mail

## Why there is no plan

why-running = The subscription is running.
refused-not-found = This customer has nothing of that id.
refused-incomplete = Not everything of this customer could be read, so it can't be told whether that is theirs. Look in Recharge.
refused-targets = These targets don't fit this action, or don't belong together.
refused-too-many = At most { $most } subscriptions move in one plan. Name fewer, or move the order in Recharge.
refused-one-at-a-time = Exactly one subscription has to be named: each is approved by itself.
refused-no-subscription = The customer has no running subscription.
refused-charge-not-queued = This charge isn't upcoming, so it can't be moved.
refused-charge-pending = The payment of the charge of { $date } is in progress. Wait for it, or look in Recharge.
refused-payment-failed = The payment of the charge of { $date } has failed and is open. Settle that in Recharge first; what a change would do to it is not known.
refused-date-too-early = { $date } is too early: charges of that day may be in processing. The first possible date is { $first }.
refused-same-date = The next charge is on { $date } already.
refused-date-too-far = { $date } is too far ahead: what the schedule comes to then can't be said. The last possible date is { $last }.
refused-date-skipped = { $product } is skipped on { $date }. Unskip that delivery instead.
refused-already-skipped = The delivery of { $date } is skipped already.
refused-another-charge = That is not the next charge any more: the next one is on { $date }.
refused-second-skip = The delivery of { $skipped } is skipped already. Skipping that of { $date } as well has to be asked for explicitly.
refused-not-skipped-then = { $product } is not skipped on { $date }.
refused-country = There is no country with the code "{ $country }".
refused-postcode = "{ $zip }" is no postcode of { $country }, where they look like this: { $forms }.
refused-postcode-missing = The postcode is missing; in { $country } they look like this: { $forms }.
refused-same-address = The address is so already.
refused-address-incomplete = A new address needs first and last name, street, city and country.
problem-plan-foreign = This plan is none of this plugin's. Nothing was sent. Prepare it anew.

## Plans

plan-move-title = Move the next charge of { $items } to { $date }
plan-cancel-title = Cancel { $product }
plan-skip-title = Skip the charge of { $date }: { $items }
plan-unskip-title = Bring back the skipped charge of { $date }: { $items }
plan-reactivate-title = Reactivate { $product }, next charge { $date }
plan-address-title = Change the delivery address
plan-address-one-title = Change the delivery address of { $product } only
plan-label-of = { $label }: { $product }
plan-next-dates = The next three charges
plan-order-on = Order on { $date }
plan-none = none
plan-unknown = unknown
write-move = Set the next charge of { $product } to { $date }
write-activate = Activate { $product }
write-new-address = Make a new address
write-change-address = Ship { $product } to the new address
check-label = { $subject }: { $field }
check-owner = Customer
check-charge = Charge
check-charge-of = Charge of { $date }
undo-different-dates = Not in one step: the products come from different dates. Move each of them back.
undo-address-blank = Not by this plugin: the old address lacks a field that Recharge requires. Correct it in Recharge.

## What a plan does besides

effect-carrier = Recharge knows when an order is made, not when the carrier delivers. Don't promise a day of delivery.
effect-later-dates-follow = Later dates follow the new one.
effect-later-dates-follow-of = Later dates of { $items } follow the new one.
effect-rhythm-stays = One delivery less; later dates stay as they are.
effect-moves-together = { $items } are charged together again on { $date }.
effect-stays-behind = Stays on its date, because it can't be moved: { $items }.
effect-charge-splits = { $count ->
    [one] Stays on the charge of { $date }: { $items }. It becomes a delivery of its own and may cost shipping.
   *[other] Stay on the charge of { $date }: { $items }. They become a delivery of their own and may cost shipping.
}
effect-charge-merges = On { $date } the charge merges with that of { $items }.
effect-likely-merges = On { $date } it will likely be billed together with { $items }, whose own rhythm comes to that date.
effect-one-time-stays = One-time products on the charge of { $date } stay there: { $items }.
effect-one-time-left = One-time products on the charge of { $date }, { $items }, can't go along: Recharge keeps them or moves them to a later order. Check them afterwards.
effect-discount-lost = Discounts that were put on the single charge of { $date } are lost.
effect-promised-day = { $product } has a promised day: the date after goes back to it, { $next } instead of { $plain }.
effect-promised-of-month = { $product }: later dates keep the promised day, day { $day } of the month.
effect-promised-of-week = { $product }: later dates keep the promised day, { $day ->
    [0] Monday
    [1] Tuesday
    [2] Wednesday
    [3] Thursday
    [4] Friday
    [5] Saturday
   *[6] Sunday
}.
effect-month-end = { $product }: shorter months are charged on their last day, and Recharge may then stay with the earlier day.
effect-noted-day = { $product } carries a noted day of delivery ("{ $noted }") that doesn't change along. Correct it in Recharge.
effect-prepaid-stays = { $product } is prepaid: this is the date of the renewal. { $count ->
    [0] No paid delivery is waiting.
    [one] One paid delivery stays as it is: { $dates }.
   *[other] { $count } paid deliveries stay as they are: { $dates }.
}
effect-prepaid-after-cancel = { $product } is prepaid. { $count ->
    [0] No paid delivery is waiting.
    [one] One delivery is paid already ({ $dates }); whether it still ships has to be checked in Recharge.
   *[other] { $count } deliveries are paid already ({ $dates }); whether they still ship has to be checked in Recharge.
}
effect-prepaid-address = { $product } is prepaid. { $count ->
    [0] No paid delivery is waiting.
    [one] One delivery is paid already ({ $dates }); whether it follows the new address has to be checked in Recharge.
   *[other] { $count } deliveries are paid already ({ $dates }); whether they follow the new address has to be checked in Recharge.
}
effect-skipped-ahead = { $product } is skipped on { $dates }. Those dates may not fit the new rhythm; check them afterwards.
effect-skips-lost = What is skipped on { $dates } is lost with this change.
effect-not-skippable = Can't be skipped and stays on the charge: { $items }.
effect-stays-skipped = Stays skipped on { $date }: { $items }.
effect-mail = Recharge mails the cancellation to the customer and the shop, if the shop's settings allow it.
effect-no-mail = Recharge mails nobody about the cancellation.
effect-others-stay = Other subscriptions stay: { $items }.
effect-failed-stays = The failed charge of { $date } stays open, and Recharge may go on trying to collect it. Settle it in Recharge.
effect-reactivation = A later reactivation restores product, price, interval and address. It doesn't restore skipped dates or discounts, and the date of the next charge is set anew.
effect-reactivated = Product, price, interval and address are restored; skipped dates and discounts are not. The reason of the cancellation is removed.
effect-shared-address = { $count } subscriptions ship to this address and all change: { $items }.
effect-others-keep-address = Keeps the old address: { $items }.
effect-known-address = The customer has exactly this address already; no new one is made.
effect-recomputed = The charge of { $date } is computed anew, and shipping, tax and total may change: { $items }.
effect-address-elsewhere = Unchanged: the billing address, the customer's account in the shop, and orders that are made already.
warn-far-ahead = { $date } is more than a year ahead. Make sure that it is meant.
warn-skipped-again = Another delivery is skipped already.
warn-payment-problem = The payment of this subscription has failed before. Reactivating doesn't settle that.

## How an execution ended

outcome-done = Done and verified: “{ $title }”. Now: { $now }.
outcome-done-settling = Done and verified: “{ $title }”. Now: { $now }. Recharge is still recalculating the charges, so totals may change.
outcome-already = It was so already; nothing was changed: “{ $title }”. Now: { $now }.
outcome-not-sent = Nothing was sent: { $why }
outcome-failed = Nothing was changed. { $why } Now: { $now }.
outcome-partial = Only a part happened. Done: “{ $happened }”. Not done: “{ $remaining }”. { $why } Now: { $now }.
outcome-unknown = Not known whether this happened: “{ $step }”. Now: { $now }. Look in Recharge before anything is tried again.
why-refused = Recharge refused it ({ $said }).
why-unanswered = Recharge did not confirm it, and it does not show.
why-stale = Something had changed in the meantime: “{ $labels }”.
why-unsent = The rest was not sent: { $why }.
stale-before = as approved
stale-after = no longer so ({ $now })
now-next-charge = { $product }: next charge { $date }
now-no-charge = { $product }: no next charge
now-status = { $product }: { $status }
handoff-open = This opens in Recharge. Nothing is changed by it.

## What a message comes to, for the reader of the ticket

reason-customer = Customer's request
rejected = { $why ->
    [named] { $product }: named, and nothing is wanted of it
   *[unnamed] { $product }: not named
}
warn-later-end = The customer names a time for the end, "{ $quote }". This plan ends it at once.
warn-beside = The customer also says, and this plan does not answer it: "{ $quote }"
warn-not-possible = The customer also wants what is not possible now, { $product }: { $why }
handoff-vendor = { $topic ->
    [frequency] The customer wants deliveries in another rhythm.
    [swap] The customer wants another product.
    [quantity] The customer wants another quantity.
    [payment] It is about the payment.
    [refund] The customer wants money back.
    [reactivate] The customer wants an ended subscription again.
    [discount] It is about a discount.
    [new] The customer wants a further subscription.
    [account] It is about the customer's account.
   *[other] It is about the subscription.
} None of the actions does that; it is done in Recharge.
handoff-shop = This is about a one-off order: a matter for the shop system, not for Recharge.
handoff-foreign = The message is about somebody else's subscription. Make sure who may decide about it.
handoff-nobody = The message is about a subscription, but no Recharge customer has this address. Find out under which address it was ordered.
handoff-forwarded = Only forwarded mail, without words of the sender's own. Find out who wants what.
handoff-incomplete = Not everything of this customer could be read, so it can't be told which subscriptions are meant. Look in Recharge.
handoff-later = This is to hold only later, and not at once. Do it when it is time: { $summary }
handoff-stuck = Asking did not lead on. Understood so far: { $summary }
handoff-unread = { $why ->
    [bytes] The message is no readable text.
    [crowded] The message asks for more than can be taken for meant.
   *[language] The message is neither in English nor in German.
} A person should read it.
summary-open = { $part ->
    [action] what is wanted is open
   *[subscription] which subscription is open
}

## What the customer gets to read, in their own language
# Every one of these may choose by $form, how the shop addresses its customers: "sie" or "du".

say-ask-action = Would you like to skip the next delivery, pause until a certain date, or cancel the subscription?
say-ask-which = { $deed ->
    [cancel] Which subscription should we cancel: { $items }?
    [skip] Which delivery should we skip: { $items }?
    [unskip] Which skipped delivery should come after all: { $items }?
    [move-date] Which delivery should we move: { $items }?
    [update-address] Which subscription is the new address for: { $items }?
   *[none] Which subscription do you mean: { $items }?
}
say-ask-date = { $of ->
    [some] Which date should the next delivery of { $items } be moved to?
   *[one] Which date should the next delivery be moved to?
}
say-ask-skipped = Which of the skipped deliveries should come after all?
say-ask-address = What is the complete new address: street and number, postcode, town and country?
say-ask-confirm = { $deed ->
    [cancel] Should we really cancel { $items }?
    [cancel-now] A subscription can only be ended at once, and nothing more comes then. Should we end { $items } now?
    [skip] Should we skip the next delivery of { $items }?
    [unskip] Should the skipped delivery of { $items } come after all?
    [move-date] Should we move the next delivery of { $items }?
    [move-date-to] Should we move the next delivery of { $items } to { $to }?
    [update-address-to] Should we change the address of { $items } for good: { $to }?
    [update-address] A delivery of { $items } comes before that day. Should it go to the new address already?
   *[none] Should we change anything about { $items }?
}
say-ask-confirm-open = { $deed ->
    [cancel] Should we really cancel?
    [skip] Should we really skip a delivery?
    [unskip] Should a skipped delivery come after all?
    [move-date] Should we really move a delivery?
    [update-address] Should we really change the address?
   *[none] Should we change anything?
}
say-ask-proof = For your protection, we need to be sure that it is you. Please write to us from the e-mail address that you ordered with.
say-choice-skip = Skip the next delivery
say-choice-pause = Pause until a date
say-choice-cancel = Cancel the subscription
say-choice-all = All of them
say-choice-yes = Yes
say-choice-no = No
say-next = next order on { $date }
say-item-next = { $product } (next order on { $date })
say-item-no-next = { $product } (no order planned)
say-done-cancel = Done: your subscription for { $items } is cancelled.
say-done-skip = Done: the order of { $date } is skipped for { $items }.
say-done-next = The next one is planned for { $date }.
say-done-unskip = Done: the order of { $items } is planned for { $date } again.
say-done-move = Done: the next order of { $items } is now planned for { $date }.
say-done-address = Done: the next orders of { $items } go to { $address }.
say-closed = All right, everything stays as it is.
say-handoff = Thank you for your message. A colleague is taking care of it.
say-how = Just tell us which subscription you mean and whether you would like to skip a delivery, move it, cancel or change the address, and we will prepare it.
say-no-subscription = We find no running subscription for your address.
say-when-note = That is the day the order is made; how long the parcel takes from there is up to the carrier.
say-line-next = { $product }: the next order is planned for { $date }.
say-line-no-next = { $product }: no order is planned at the moment.
say-line-skipped = Skipped: { $dates }.
say-line-rhythm = Rhythm: { $rhythm }.
say-line-price = { $count ->
    [1] { $product }: { $price }.
   *[other] { $product }: { $count } at { $price } each.
}
say-line-no-price = { $product }: the price is not known here.
say-total = The order of { $date } comes to { $total } in total.
say-line-address = { $product } goes to { $address }.
say-line-no-address = { $product }: the address is not known here.
say-line-ended = { $product }: cancelled on { $date }.

## Connection

connection-store-scope = The token lacks { $scopes }: store name and time zone stay unknown, and dates near midnight are taken cautiously.
connection-store-missing = The store could not be read: { $reason }
connection-scopes-unknown = Recharge does not say what the token may do, so an action may turn out to be refused.
connection-read-only = The token may only read: the widget works, and every action that changes something lacks a scope.
connection-reading-incomplete = The widget needs the scopes { $scopes }, which the token lacks.
token-unnamed = (token without a name)
store-unnamed = (store without a name)
portal-label = Open Recharge
link-customer = Open customer in Recharge
link-subscription = Open subscription in Recharge
link-charge = Open charge in Recharge

## Manifest

manifest-name = Recharge
manifest-description = Recharge subscriptions in the ticket: see them, and change them after a person has approved.
upstream-description = Recharge's Admin API
secret-description = An API token of the shop. In Recharge, make one under Apps > API tokens, with the scopes for customers, subscriptions and orders.
setting-portal-base = Merchant portal
setting-portal-base-description = The https address of Recharge's pages for this shop. Empty: Recharge says it itself.
setting-form-of-address = Form of address
setting-form-of-address-description = How customers are addressed in German: "sie" formally, "du" informally.

## Words for the fields

label-actions = Actions
label-address = Delivery address
label-addresses = Addresses
label-as-of = As of
label-charge-interval = Paid
label-charges = Charges
label-comment = Comment
label-date = Date
label-email = E-mail
label-ended = Ended
label-failure = Reason of the failure
label-former = Former subscriptions
label-id = Recharge id
label-interval = Delivery
label-items = Items
label-name = Name
label-next-charge = Next charge
label-next-delivery = Next delivery
label-prepaid = Prepaid
label-price = Price
label-product = Product
label-provisional = Still being computed
label-quantity = Quantity
label-reason = Reason
label-retry = Next attempt
label-shares-address-with = Same address as
label-shares-charge-with = Same charge as
label-sku = SKU
label-status = State
label-subscriptions = Subscriptions
label-total = Total
label-variant = Variant
