// SPDX-License-Identifier: AGPL-3.0-only

package browsertest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/platform/pdf"
)

// The whole job, as a coordinator on a fresh instance does it: from the set-up
// link to the sealed request. Script is a comfort: the same walk has to succeed
// in a browser that runs none.
func TestJourney(t *testing.T) {
	t.Run("with script", func(t *testing.T) {
		p := start(t)
		journey{visit(t, p)}.walk(p, true)
	})
	t.Run("without script", func(t *testing.T) {
		p := start(t)
		journey{visit(t, p).withoutScript()}.walk(p, false)
	})
}

// journey is the coordinator on their way.
type journey struct{ *visitor }

// What the coordinator brings along.
const (
	campaign = "Caméras de Valfictive"
	order    = "2026-PARC-77"
	act      = "Arrêté d’autorisation n° " + order
	appeal   = "Parc municipal : requête en annulation"
	claimant = "Noé Inventé-Untel"
	request  = "Requête du parc municipal"
)

func (j journey) walk(p program, script bool) {
	j.t.Helper()
	j.setUp(p)
	if got := ask[bool](j.visitor, `typeof closeMenus === "function"`); got != script {
		j.t.Fatalf("the page's own script ran: %v, want %v", got, script)
	}
	j.seeTheBoard()
	j.enterADecision()
	j.prepareAnAppeal()
	j.addACoPlaintiff()
	j.addAnExhibit()
	j.draftARequest()
	j.sealIt()
	if script { // axe is one: only this walk can look closely at the page it ends on
		inspector{visitor: j.visitor, thorough: true}.proper("/filings/sealed")
	}
}

func (j journey) setUp(p program) {
	j.t.Helper()
	j.open(p.setup)
	j.fill("Nom", "Camille Exemple")
	j.fill("Adresse électronique", "camille@example.org")
	j.fill("Mot de passe", "une phrase assez longue")
	j.pick("Charger le dossier de démonstration")
	j.press("Créer mon compte")
	j.see("le dossier de démonstration est chargé", "Camille Exemple")
}

func (j journey) seeTheBoard() {
	j.t.Helper()
	j.see("En retard", "7 jours", "30 jours", "90 jours", "Horizon", campaign)
}

func (j journey) enterADecision() {
	j.t.Helper()
	j.unfold("Ajouter")
	j.press("Une décision")
	j.choose("Nature", "Arrêté d’autorisation")
	j.fill("Autorité", "Préfet de l’Hérault (exemple)")
	j.fill("Numéro", order)
	j.fill("Intitulé", "Arrêté autorisant la vidéoprotection du parc municipal")
	j.choose("Département de l’autorité", "34")
	j.date("Signée le", time.Now().AddDate(0, 0, -9))
	j.date("Publiée le", time.Now().AddDate(0, 0, -5))
	j.fill("Caméras", "12")
	j.choose("Dossier collectif", campaign)
	j.press("Enregistrer")
	j.see("La décision est enregistrée.", act, "Dernier jour pour agir")
	j.press("Échéances")
	j.see(order)
}

func (j journey) prepareAnAppeal() {
	j.t.Helper()
	j.press("Dossiers")
	j.press(campaign)
	j.turn("Recours")
	j.press("Préparer un recours")
	j.pick("Requête en annulation")
	j.pick(act)
	j.press("Continuer")
	j.fill("Intitulé", appeal)
	j.press("Préparer le recours")
	j.see("Le recours est en préparation.", appeal, act, "Tribunal administratif de Montpellier")
}

func (j journey) addACoPlaintiff() {
	j.t.Helper()
	j.press("Dossiers")
	j.press(campaign)
	j.turn("Personnes")
	j.press("Ajouter une personne")
	j.fill("Prénom", "Noé")
	j.fill("Nom de famille", "Inventé-Untel")
	j.fill("Numéro et rue", "3 rue de l’Exemple")
	j.fill("Code postal", "34000")
	j.fill("Ville", "Valfictive")
	j.press("Enregistrer")
	j.see(claimant, "La fiche est ouverte.")
	for _, role := range []string{"Requérant ou requérante", "Représentant ou représentante unique"} {
		j.press("Donner une qualité")
		j.choose("Recours", appeal)
		j.pick(role)
		j.press("Donner une qualité")
		j.see("est donnée.", role)
	}
}

func (j journey) addAnExhibit() {
	j.t.Helper()
	j.press("Dossiers")
	j.press(campaign)
	j.turn("Pièces")
	j.fill("Intitulé", "Arrêté n° "+order+" autorisant la vidéoprotection du parc municipal")
	j.attach("Le document", document(j.t))
	j.press("Ajouter une pièce")
	j.see("La pièce est au registre.", "Pièce n° 5")
}

// document is a real, small PDF on disk.
func document(t *testing.T) string {
	t.Helper()
	d := pdf.New(pdf.Meta{Title: "Arrêté d’exemple"})
	d.Title("Arrêté d’exemple")
	d.Paragraph(pdf.Plain("Douze caméras sont autorisées dans un parc qui n’existe pas."))
	rendered, err := d.Render(t.Context())
	must(t, err)
	path := filepath.Join(t.TempDir(), "arrete.pdf")
	must(t, os.WriteFile(path, rendered.Bytes, 0o600))
	return path
}

func (j journey) draftARequest() {
	j.t.Helper()
	j.press("Dossiers")
	j.press(campaign)
	j.turn("Écritures")
	j.press("Préparer une requête")
	j.choose("Recours", appeal)
	j.fill("Nom de l’écriture", request)
	j.press("Préparer le projet")
	for section, text := range map[string]string{
		"Faits et procédure":   "Par un arrêté n° " + order + ", le préfet a autorisé douze caméras dans le parc municipal (pièce n° 5).",
		"Recevabilité":         "Le requérant habite la commune et passe chaque jour par ce parc.",
		"Légalité externe":     "L’arrêté ne vise aucun avis de la commission départementale.",
		"Légalité interne":     "Aucun élément n’établit que le parc soit particulièrement exposé.",
		"Injonction":           "",
		"Frais liés au litige": "",
		"Conclusions":          "- annuler l’arrêté n° " + order + ".",
		"Fait à":               "Valfictive",
	} {
		j.fill(section, text)
	}
	isPDF(j.t, j.download("Enregistrer et relire"))
	j.see("Le texte est enregistré.")
	j.press("Enregistrer et revenir à l’écriture")
	j.see("Le texte est enregistré.", "Projet")
	isPDF(j.t, j.download("Relire le projet en PDF"))
}

func (j journey) sealIt() {
	j.t.Helper()
	j.press("Sceller la requête")
	j.pick("J’ai lu les points à vérifier") // four exhibits are cited nowhere
	j.pick("J’ai relu le projet en entier.")
	j.press("Sceller la requête")
	j.see("La requête est scellée.", "Document scellé")
	sealed := j.download("Télécharger le PDF scellé")
	isPDF(j.t, sealed)
	sum := sha256.Sum256(sealed)
	j.see(hex.EncodeToString(sum[:]))
}

func isPDF(t *testing.T, text []byte) {
	t.Helper()
	if !bytes.HasPrefix(text, []byte("%PDF-")) {
		t.Fatalf("no PDF came down, but %d bytes that begin with %.40q", len(text), text)
	}
}
