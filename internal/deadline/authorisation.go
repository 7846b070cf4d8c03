// SPDX-License-Identifier: AGPL-3.0-only

package deadline

import "contrechamp.org/contrechamp/internal/platform/calendar"

// renewalMonths is how long before expiry prefectures want the renewal file:
// their practice (gironde.gouv.fr, page Vidéoprotection), no article.
const renewalMonths = 4

// Expiry is the day from which an authorisation signed that day covers the
// cameras no more, unless renewed (CSI L252-4). It is an event: a weekend does
// not move it. An unknown signature gives a deadline without dates or steps.
func Expiry(signed calendar.Day) Deadline {
	d := start(CSIAuth5Y, signed)
	if signed.IsZero() {
		return d
	}
	d.Date = signed.AddMonths(CSIAuth5Y.Months)
	d.SafeDate = d.Date
	d.tell(signed, "deadline.step.authorisation_signed", "")
	d.tell(RenewalOpens(signed), "deadline.step.renewal_opens", "", "Count", renewalMonths)
	d.tell(d.Date, "deadline.step.authorisation_expires", CSIAuth5Y.Article, "Count", CSIAuth5Y.Months/12)
	return d
}

// RenewalOpens is the day by which prefectures want the renewal file of an
// authorisation signed that day: the last four months begin, and with them the
// time to watch for a renewal act. Unknown stays unknown.
func RenewalOpens(signed calendar.Day) calendar.Day {
	return signed.AddMonths(CSIAuth5Y.Months).AddMonths(-renewalMonths)
}
