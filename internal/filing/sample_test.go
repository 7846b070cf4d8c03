// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/seal"
	"contrechamp.org/contrechamp/internal/platform/storage"
	"contrechamp.org/contrechamp/internal/testkit"
)

// The people of the sample are plainly fictitious; its dates are those of the
// sample only.
const (
	sampleCampaign = appeal.CampaignID("018f0000-0000-7000-8000-000000000001")
	sampleEarlier  = appeal.ID("018f0000-0000-7000-8000-000000000002")
	sampleAppeal   = appeal.ID("018f0000-0000-7000-8000-000000000003")
	sampleFiling   = ID("018f0000-0000-7000-8000-000000000004")
)

func sampleID(kind, n int) string { return fmt.Sprintf("018f0000-0000-7000-8%03d-%012d", kind, n) }

// sampleCase is a request of three residents and an association, without a
// lawyer, against one order, with a long argument and twelve exhibits.
func sampleCase() Case {
	earlier := appeal.Appeal{
		ID: sampleEarlier, CampaignID: sampleCampaign, Stage: appeal.Answered, Version: 1,
		Details: appeal.Details{Kind: appeal.Gracious, Title: "Recours gracieux – Montpellier", Addressee: "Préfet de l’Hérault"},
	}
	follows := earlier.ID
	c := Case{
		Filing: Filing{
			ID: sampleFiling, CampaignID: sampleCampaign, AppealID: sampleAppeal, Kind: AnnulmentRequest,
			Text: sampleText(), Status: Draft, Version: 1,
		},
		Campaign: appeal.Campaign{ID: sampleCampaign, Version: 1, CampaignDetails: appeal.CampaignDetails{
			Slug: "sample", Title: "Caméras de l’exemple", Organiser: "Collectif de l’exemple", Departement: "34",
		}},
		Appeal: appeal.Appeal{
			ID: sampleAppeal, CampaignID: sampleCampaign, Stage: appeal.Preparation, Version: 1,
			Details: appeal.Details{Kind: appeal.Annulment, Title: "Requête – Montpellier", Addressee: "Tribunal administratif de Montpellier", FollowsID: &follows},
		},
		Earlier: &earlier,
		Events: []appeal.Event{
			{ID: appeal.EventID(sampleID(5, 1)), CampaignID: sampleCampaign, AppealID: sampleEarlier, Kind: "lodged", HappenedOn: calendar.MustDay("2025-11-20"), Version: 1},
			{ID: appeal.EventID(sampleID(5, 2)), CampaignID: sampleCampaign, AppealID: sampleEarlier, Kind: appeal.ImplicitRejection, HappenedOn: calendar.MustDay("2026-01-21"), Version: 1},
		},
		Decisions: []decision.Decision{sampleDecision()},
		Parties:   sampleParties(),
		Exhibits:  sampleExhibits(),
	}
	return c
}

func sampleDecision() decision.Decision {
	cameras := 488
	return decision.Decision{
		ID: decision.ID(sampleID(1, 1)), Version: 1,
		Details: decision.Details{
			Kind: decision.Renewal, Authority: "Préfet de l’Hérault", Departement: "34", CommuneCode: "34172",
			Number: "2025.10.DS.0999", Title: "Renouvellement et extension d’un système de vidéoprotection à Montpellier",
			SignedOn: calendar.MustDay("2025-10-03"), PublishedOn: calendar.MustDay("2025-10-06"), Publication: "RAA n° 187 spécial",
			Cameras: &cameras,
		},
	}
}

func sampleParties() []coplaintiff.Party {
	people := []coplaintiff.Details{
		{Kind: coplaintiff.NaturalPerson, GivenName: "Camille", FamilyName: "Exemple", Street: "1 rue de l’Exemple", PostalCode: "34000", Town: "Montpellier"},
		{Kind: coplaintiff.NaturalPerson, GivenName: "Dominique", FamilyName: "Modèle", Street: "2 avenue Fictive", PostalCode: "34000", Town: "Montpellier"},
		{Kind: coplaintiff.NaturalPerson, GivenName: "Łucja", FamilyName: "d’Essai-Œuvrard", Street: "3 place du Spécimen, bâtiment B", PostalCode: "34200", Town: "Sète"},
		{Kind: coplaintiff.Association, Name: "Ligue des droits de l’Homme", Signatory: "Sacha Fictif", Street: "138 rue Marcadet", PostalCode: "75018", Town: "Paris"},
	}
	kinds := [][]coplaintiff.RoleKind{
		{coplaintiff.Claimant, coplaintiff.SingleRepresentative}, {coplaintiff.Claimant}, {coplaintiff.Claimant}, {coplaintiff.Claimant},
	}
	people = append(people, coplaintiff.Details{Kind: coplaintiff.NaturalPerson, GivenName: "Alix", FamilyName: "Intervention", Street: "9 rue Tierce", PostalCode: "34000", Town: "Montpellier"})
	kinds = append(kinds, []coplaintiff.RoleKind{coplaintiff.Intervener})
	var parties []coplaintiff.Party
	for i, details := range people {
		party := coplaintiff.Party{CoPlaintiff: coplaintiff.CoPlaintiff{
			ID: coplaintiff.ID(sampleID(2, i+1)), CampaignID: sampleCampaign, Number: i + 1, Details: details, Version: 1,
		}}
		for k, kind := range kinds[i] {
			party.Roles = append(party.Roles, coplaintiff.Role{
				ID: coplaintiff.RoleID(sampleID(3, 10*i+k)), CoPlaintiffID: party.ID, AppealID: sampleAppeal, Kind: kind,
			})
		}
		parties = append(parties, party)
	}
	return parties
}

func sampleExhibits() []evidence.Exhibit {
	var exhibits []evidence.Exhibit
	for i, title := range []string{
		"Arrêté préfectoral n° 2025.10.DS.0999 du 3 octobre 2025", "Extrait du recueil des actes administratifs, n° 187 spécial",
		"Recours gracieux du 20 novembre 2025", "Accusé de réception du recours gracieux", "Statuts de l’association",
		"Délibération habilitant la personne signataire", "Plan des caméras de la voie publique, obtenu par demande de communication de documents administratifs",
		"Avis de la commission départementale de vidéoprotection", "Rapport de présentation du dossier de demande",
		"Statistiques locales de la délinquance, 2020-2024", "Attestation de résidence de Camille Exemple", "Photographies des emplacements, rue de l’Exemple",
	} {
		sum := sha256.Sum256([]byte(title))
		e := evidence.Exhibit{
			ID: evidence.ID(sampleID(4, i+1)), CampaignID: sampleCampaign, Number: i + 1, Version: 1,
			Details: evidence.Details{Title: title},
			File:    storage.File{FileObject: fmt.Sprintf("%02x", i), FileName: "piece.pdf", FileType: "application/pdf", FileSize: 1, FileSHA256: hex.EncodeToString(sum[:])},
		}
		if i%3 != 2 {
			e.DatedOn, e.Author = calendar.MustDay("2025-10-03").AddDays(7*i), "Préfet de l’Hérault"
		}
		exhibits = append(exhibits, e)
	}
	return exhibits
}

func sampleText() Text {
	c := Case{}
	c.Title, c.Place, c.DatedOn = "Requête introductive d’instance – Montpellier", "Montpellier", calendar.MustDay("2026-03-02")
	c.Facts = "Par l’arrêté n° 2025.10.DS.0999 du 3 octobre 2025, le préfet de l’Hérault a renouvelé et étendu l’autorisation d’un système de vidéoprotection à Montpellier, pour 488 caméras [pièce 1].\n\n" +
		"Cet arrêté a été publié au recueil des actes administratifs le 6 octobre 2025 (pièce n°2). Un recours gracieux a été formé le 20 novembre 2025 (pièces n° 3 et 4) ; il est resté sans réponse. C’est la décision attaquée."
	c.Admissibility = "## Compétence du tribunal\n\nLe préfet de l’Hérault a son siège dans le ressort du tribunal (articles R. 312-1 et R. 221-3 du code de justice administrative).\n\n" +
		"## Intérêt à agir\n\nLes requérants demeurent dans la commune filmée (pièces n° 11 et 12). L’association a pour objet la défense des libertés publiques ; sa signataire est habilitée (pièces 5 à 6)."
	c.ExternalLegality = "## L’avis de la commission départementale\n\nAux termes de l’article L. 252-1 du code de la sécurité intérieure :\n> L’installation d’un système de vidéoprotection dans le cadre du présent titre est subordonnée à une autorisation du représentant de l’État dans le département.\nL’avis produit (pièce n° 8) ne porte pas sur l’ensemble des emplacements.\n\n" +
		"Le dossier ne comportait pas les éléments suivants :\n- le rapport de présentation exposant les finalités du projet, emplacement par emplacement (pièce n° 9) ;\n- le plan de détail montrant le nombre et l’implantation des caméras (pièce n° 7) ;\n- la justification du délai de conservation des images."
	c.InternalLegality = "## Le défaut de nécessité et de proportionnalité\n\n" + strings.TrimSpace(strings.Repeat(sampleArgument, 7))
	c.Injunction = "L’annulation demandée implique nécessairement qu’il soit mis fin au fonctionnement des caméras (article L. 911-1 du code de justice administrative)."
	c.Costs = "Il y a lieu de mettre à la charge de l’État la somme de 2 000 euros au titre de l’article L. 761-1 du code de justice administrative."
	c.Conclusions = "- ANNULER l’arrêté n° 2025.10.DS.0999 du 3 octobre 2025 du préfet de l’Hérault, ensemble la décision implicite de rejet du recours gracieux ;\n" +
		"- ENJOINDRE au préfet de faire cesser le fonctionnement des caméras dans un délai de deux mois à compter de la notification du jugement ;\n" +
		"- METTRE À LA CHARGE de l’État la somme de 2 000 euros au titre de l’article L. 761-1 du code de justice administrative."
	return c.Text
}

const sampleArgument = "Le système autorisé couvre l’essentiel des voies du centre, ainsi que les abords d’établissements scolaires, de lieux de culte et de locaux associatifs. " +
	"Aucune pièce du dossier n’établit que chacun de ces lieux serait « particulièrement exposé à des risques d’agression, de vol ou de trafic de stupéfiants », au sens de l’article L. 251-2 du code de la sécurité intérieure (pièce n° 9, p. 4).\n\n" +
	"Les statistiques produites font au contraire apparaître une stabilité : 1 204 faits en 2020, 1 198 en 2024, soit – 0,5 % ; l’administration n’en dit rien (pièce n° 10). " +
	"Par son étendue, par la durée de conservation des images et par l’absence de tout bilan, le système porte au droit au respect de la vie privée, garanti par l’article 8 de la convention européenne de sauvegarde des droits de l’homme et des libertés fondamentales, une atteinte qui n’est pas proportionnée aux buts poursuivis.\n\n"

// desk is a database that holds the sample, and people who work on it.
type desk struct {
	*Service
	db               *database.DB
	store            storage.Store
	lawyer, stranger person.User
	reader           person.User
}

func newDesk(t *testing.T, c Case) desk {
	t.Helper()
	key, err := seal.Create(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	d := desk{db: testkit.Database(t), store: storage.NewMemory(testkit.Clock)}
	d.Service = NewService(d.db, storage.NewVault(d.store, key))
	d.lawyer, d.reader, d.stranger = user("lawyer", person.Lawyer), user("reader", person.Reader), user("stranger", person.Coordinator)
	err = d.db.InTx(context.Background(), func(tx database.Tx) error { return d.fill(tx, c) })
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func user(name string, role person.Role) person.User {
	return person.User{ID: person.ID(name), Profile: person.Profile{Name: name, Email: name + "@example.org", Role: role, Language: person.French}, Version: 1}
}

// fill keeps the rows of a case.
func (d desk) fill(tx database.Tx, c Case) error {
	rows := []any{&d.lawyer, &d.reader, &d.stranger, &c.Campaign}
	for _, u := range []person.User{d.lawyer, d.reader} {
		rows = append(rows, &appeal.Access{ID: "access-" + string(u.ID), CampaignID: c.Campaign.ID, UserID: u.ID, CreatedAt: tx.Now})
	}
	rows = append(rows, c.Earlier, &c.Appeal)
	for i := range c.Events {
		rows = append(rows, &c.Events[i])
	}
	for i, decided := range c.Decisions {
		rows = append(rows, &c.Decisions[i], &appeal.AppealDecision{ID: sampleID(6, i), AppealID: c.Appeal.ID, DecisionID: decided.ID})
	}
	for i := range c.Counsels {
		rows = append(rows, &c.Counsels[i])
	}
	for i := range c.Parties {
		rows = append(rows, &c.Parties[i].CoPlaintiff)
		for k := range c.Parties[i].Roles {
			rows = append(rows, &c.Parties[i].Roles[k])
		}
	}
	for i := range c.Exhibits {
		rows = append(rows, &c.Exhibits[i])
	}
	if c.Filing.ID != "" {
		rows = append(rows, &c.Filing)
	}
	for _, row := range rows {
		if err := tx.Add(row); err != nil {
			return err
		}
	}
	return nil
}
