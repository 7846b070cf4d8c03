// SPDX-License-Identifier: AGPL-3.0-only

package pdf_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/platform/pdf"
)

var sampleFolder = flag.String("sample", "", "write the sample filing into this folder")

// TestSample renders a whole, plainly fictitious requête, to be looked at with
// go test -run TestSample -sample FOLDER.
func TestSample(t *testing.T) {
	out := render(t, sampleRequete())
	if out.Pages < 8 || len(out.Replaced) != 0 {
		t.Errorf("%d pages, replaced %q", out.Pages, out.Replaced)
	}
	check(t, out)
	if *sampleFolder == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*sampleFolder, "requete.pdf"), out.Bytes, 0o600); err != nil {
		t.Fatal(err)
	}
}

func render(t testing.TB, d *pdf.Document) pdf.Rendered {
	t.Helper()
	out, err := d.Render(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var sampleMeta = pdf.Meta{
	Title:     "Requête introductive d’instance – Sainte-Œuvre",
	Author:    "Maître Élise Exemple",
	Subject:   "Recours pour excès de pouvoir contre l’arrêté n° 2026-12-001",
	Language:  "fr-FR",
	CreatedAt: time.Date(2026, 4, 3, 10, 0, 0, 0, time.UTC),
	Running:   "Association Contre-jour et autres c/ préfet de l’Exemple – Requête introductive d’instance",
}

func sampleRequete() *pdf.Document {
	d := pdf.New(sampleMeta)
	opening(d)
	facts(d)
	discussion(d)
	closing(d)
	annexes(d)
	return d
}

func opening(d *pdf.Document) {
	d.Court("Tribunal administratif d’Exempleville")
	d.Title("REQUÊTE INTRODUCTIVE D’INSTANCE")
	d.Subtitle(pdf.Text{pdf.Bold("Recours pour excès de pouvoir"), {Text: "\n(articles R. 421-1 et suivants du code de justice administrative)"}})
	d.Heading(2, "POUR :")
	d.Definition("Requérante", pdf.Text{pdf.Bold("L’association Contre-jour"), {Text: ", association régie par la loi du 1er juillet 1901, dont le siège est 4 rue des Lilas, 99000 Exempleville, représentée par sa présidente, Mme Łucja Nguyễn"}})
	d.Definition("Requérants", pdf.Plain("M. Honoré Œuvrard et 59 autres personnes, dont la liste figure en annexe 1"))
	d.Definition("Représentant unique", pdf.Plain("Mme Łucja Nguyễn, désignée en application de l’article R. 411-5 du code de justice administrative"))
	d.Definition("Avocate", pdf.Plain("Me Élise Exemple, avocate au barreau d’Exempleville, 12 place du Palais, 99000 Exempleville"))
	d.Heading(2, "CONTRE :")
	d.Definition("Décision", pdf.Plain("L’arrêté n° 2026-12-001 du 12 janvier 2026 par lequel le préfet de l’Exemple a autorisé la commune de Sainte-Œuvre à exploiter un système de vidéoprotection de 142 caméras pour une durée de cinq ans, publié le 15 janvier 2026"))
	d.Definition("Auteur", pdf.Plain("Le préfet de l’Exemple"))
	d.Table(pdf.Table{
		Caption: "Décisions attaquées",
		Columns: []pdf.Column{{Head: "Décision", Width: 4}, {Head: "Auteur", Width: 2}, {Head: "Date", Width: 1.5}, {Head: "Caméras", Width: 1, Align: pdf.Right}},
		Rows: [][]string{
			{"Arrêté n° 2026-12-001 portant autorisation d’un système de vidéoprotection", "Préfet de l’Exemple", "12 janvier 2026", "142"},
			{"Décision implicite de rejet du recours gracieux reçu le 20 janvier 2026", "Préfet de l’Exemple", "20 mars 2026", "–"},
		},
	})
}

func facts(d *pdf.Document) {
	d.Heading(1, "I. – FAITS ET PROCÉDURE")
	n := 0
	add := func(spans ...pdf.Span) { n++; d.Numbered(n, spans) }
	say := func(s string) pdf.Span { return pdf.Span{Text: s} }
	add(say("La commune de Sainte-Œuvre, qui compte 11 400 habitants, exploite depuis 2014 un système de vidéoprotection sur la voie publique. Composé à l’origine de 18 caméras, il a été étendu à six reprises sans que jamais le conseil municipal ait débattu de son utilité ni de ses résultats ("), pdf.Italic("pièce n° 1"), say(")."))
	add(say("Par une délibération du 6 octobre 2025, le conseil municipal a décidé de porter le nombre de caméras à 142, dont 37 dotées d’un logiciel d’analyse automatisée des images, et a autorisé le maire à solliciter l’autorisation préfectorale prévue par l’article L. 252-1 du code de la sécurité intérieure ("), pdf.Italic("pièce n° 2"), say("). La délibération ne dit rien de ce logiciel : son nom n’apparaît que dans le marché conclu le 3 novembre 2025."))
	add(say("Par l’arrêté attaqué du 12 janvier 2026, publié au recueil des actes administratifs le 15 janvier suivant, le préfet de l’Exemple a accordé l’autorisation demandée pour cinq ans. L’arrêté se borne à viser la demande de la commune, l’avis de la commission départementale de vidéoprotection et, sans autre précision, « les risques particuliers d’agression, de vol et de trafic » auxquels seraient exposés les lieux concernés ("), pdf.Italic("pièce n° 3"), say(")."))
	add(say("Un recours gracieux a été adressé au préfet le 20 janvier 2026 par l’association Contre-jour et soixante habitantes et habitants. Il est demeuré sans réponse. C’est la décision qui est déférée à la censure du tribunal."))
	d.Heading(1, "II. – DISCUSSION")
	d.Heading(2, "A. – Sur la recevabilité")
	add(say("L’association requérante a pour objet statutaire, aux termes de l’article 2 de ses statuts, « la défense des libertés publiques face aux techniques de surveillance dans le département de l’Exemple ». Elle justifie ainsi d’un intérêt lui donnant qualité pour agir contre l’autorisation attaquée, qui a pour objet de placer sous surveillance permanente l’essentiel des voies de la commune."))
	add(say("Les personnes physiques requérantes résident, travaillent ou étudient à moins de cent cinquante mètres d’une caméra au moins, ainsi qu’en témoigne le tableau joint en annexe 1. Leur intérêt à agir n’est pas sérieusement contestable ; le recours, introduit avant l’expiration du délai de deux mois francs prévu à l’article R. 421-1 du code de justice administrative, est recevable."))
}

func discussion(d *pdf.Document) {
	d.Heading(2, "B. – Sur la légalité externe")
	d.Heading(3, "1. L’insuffisance de motivation et d’examen")
	n := 6
	add := func(spans ...pdf.Span) { n++; d.Numbered(n, spans) }
	say := func(s string) pdf.Span { return pdf.Span{Text: s} }
	add(pdf.Bold("En droit"), say(", aux termes de l’article L. 252-1 du code de la sécurité intérieure :"))
	d.Quote(pdf.Plain("« L’installation d’un système de vidéoprotection dans le cadre du présent titre est subordonnée à une autorisation du représentant de l’État dans le département […] donnée, sauf en matière de défense nationale, après avis de la commission départementale de vidéoprotection. »"))
	add(say("Il appartient à l’autorité préfectorale de s’assurer, au vu d’un dossier complet, que l’installation de chacune des caméras est nécessaire à l’une des finalités limitativement énumérées à l’article L. 251-2 du même code et proportionnée à celle-ci. Elle ne saurait se borner à reprendre à son compte, sans examen, les affirmations générales du pétitionnaire."))
	add(pdf.Bold("En l’espèce"), say(", le dossier ne comportait pas le rapport de présentation exigé par l’article R. 252-3 du code de la sécurité intérieure, ou du moins pas les éléments suivants :"))
	d.List([]pdf.Text{
		pdf.Plain("les finalités du projet au regard de la loi, caméra par caméra, et les techniques mises en œuvre ;"),
		pdf.Plain("le plan de détail à une échelle suffisante montrant le nombre et l’implantation des caméras ainsi que les zones couvertes par celles-ci, et notamment les immeubles d’habitation dont les entrées se trouvent dans le champ ;"),
		{{Text: "la désignation du logiciel d’analyse automatisée, que la commune nomme "}, pdf.Italic("hypervision"), {Text: " sans en décrire les traitements."}},
	})
	d.Heading(3, "2. Le vice de procédure devant la commission départementale")
	for range 2 {
		add(say("Il ressort des mentions mêmes de l’avis du 18 décembre 2025 que la commission départementale a examiné, au cours d’une séance de cinquante-cinq minutes, cent neuf demandes d’autorisation ou de renouvellement, soit une demande toutes les trente secondes. Une telle cadence exclut que la commission ait pu se prononcer en connaissance de cause sur la nécessité et la proportionnalité d’un système de cent quarante-deux caméras."))
		add(say("La consultation de la commission constitue une garantie pour les personnes susceptibles d’être filmées. L’irrégularité qui l’entache, qui a privé les intéressés de cette garantie et a été susceptible d’exercer une influence sur le sens de la décision prise, est de nature à entraîner l’annulation de l’arrêté attaqué."))
	}
	d.Heading(2, "C. – Sur la légalité interne")
	d.Heading(3, "1. L’erreur de droit et l’absence de nécessité")
	for range 3 {
		add(say("Le préfet s’est fondé sur une augmentation alléguée de la délinquance de proximité. Or les chiffres publiés par le service statistique ministériel de la sécurité intérieure montrent, pour la commune, une baisse continue : 412 faits constatés en 2021, 377 en 2023, 341 en 2025, soit – 17 % en quatre ans. Aucune étude d’impact, aucun bilan des caméras déjà installées, aucun diagnostic local ne vient étayer le besoin d’en installer cent vingt-quatre de plus ("), pdf.Italic("pièces n° 4 à n° 6"), say(")."))
		add(say("Le système autorisé couvre, outre le centre-ville, les abords de deux écoles, d’un lieu de culte, de la maison des syndicats et du local de l’association requérante. Par son étendue, par la conservation des images pendant trente jours et par leur exploitation automatisée, il porte au droit au respect de la vie privée, garanti par l’article 8 de la convention européenne de sauvegarde des droits de l’homme et des libertés fondamentales, une atteinte disproportionnée aux buts poursuivis."))
	}
}

func closing(d *pdf.Document) {
	d.Heading(1, "PAR CES MOTIFS")
	d.Paragraph(pdf.Plain("Les requérants concluent à ce qu’il plaise au tribunal :"))
	d.List([]pdf.Text{
		{pdf.Bold("annuler"), {Text: " l’arrêté n° 2026-12-001 du préfet de l’Exemple en date du 12 janvier 2026, ensemble la décision implicite rejetant le recours gracieux formé contre lui ;"}},
		{pdf.Bold("enjoindre"), {Text: " à la commune de Sainte-Œuvre de procéder au retrait des caméras dans un délai de deux mois à compter de la notification du jugement, sous astreinte de 200 € par jour de retard ;"}},
		{pdf.Bold("mettre à la charge"), {Text: " de l’État la somme de 2 500 € au titre de l’article L. 761-1 du code de justice administrative."}},
	})
	d.Paragraph(pdf.Plain("Sous toutes réserves."))
	d.Signatures([]pdf.Signature{
		{Note: "Fait à Exempleville, le 3 avril 2026", Name: "Łucja Nguyễn", Capacity: "Présidente de l’association Contre-jour, représentante unique"},
		{Note: "", Name: "Élise Exemple", Capacity: "Avocate au barreau d’Exempleville"},
	})
}

func annexes(d *pdf.Document) {
	d.PageBreak()
	d.Heading(1, "INVENTAIRE DES PIÈCES")
	var pieces [][]string
	for i, name := range []string{
		"Historique du système de vidéoprotection de Sainte-Œuvre (2014-2025)", "Délibération du conseil municipal du 6 octobre 2025",
		"Arrêté n° 2026-12-001 du 12 janvier 2026", "Statistiques de la délinquance enregistrée, 2021 à 2025",
		"Rapport de la chambre régionale des comptes sur la gestion de la commune", "Marché conclu le 3 novembre 2025 et son annexe technique relative au logiciel d’analyse automatisée des images, obtenus à la suite de l’avis de la commission d’accès aux documents administratifs",
		"Recours gracieux du 20 janvier 2026 et son accusé de réception", "Statuts de l’association Contre-jour",
	} {
		pieces = append(pieces, []string{fmt.Sprint(i + 1), name, fmt.Sprintf("%02d/01/2026", i+3), fmt.Sprint(3*i + 2)})
	}
	d.Table(pdf.Table{
		Columns: []pdf.Column{{Head: "N°", Width: 0.6, Align: pdf.Right}, {Head: "Désignation", Width: 7}, {Head: "Date", Width: 1.5}, {Head: "Pages", Width: 0.9, Align: pdf.Right}},
		Rows:    pieces,
	})
	d.PageBreak()
	d.Heading(1, "ANNEXE 1. – LISTE DES REQUÉRANTS")
	d.Paragraph(pdf.Plain("Les personnes ci-dessous ont donné mandat à Mme Łucja Nguyễn de les représenter dans la présente instance."))
	d.Table(people(60))
}

var (
	givenNames  = []string{"Honoré", "Łucja", "Thị Ánh", "Zoë", "Jean-Baptiste", "Ștefania", "Håkon", "Maëlys", "Đorđe", "Françoise"}
	familyNames = []string{"Œuvrard", "Nguyễn", "Łukasiewicz", "d’Aubigné-Témoin", "Žižek", "Ñíguez", "Müller-Exemple", "Őry", "Benhaddou"}
)

func people(n int) pdf.Table {
	t := pdf.Table{Columns: []pdf.Column{
		{Head: "N°", Width: 0.7, Align: pdf.Right}, {Head: "Nom et prénom", Width: 3.2}, {Head: "Profession", Width: 2.4},
		{Head: "Nationalité", Width: 1.5}, {Head: "Adresse", Width: 4.9},
	}}
	for i := range n {
		t.Rows = append(t.Rows, []string{
			fmt.Sprint(i + 1), familyNames[i%9] + " " + givenNames[i%10], []string{"enseignante", "retraité", "ingénieur", "sans profession"}[i%4],
			"française", fmt.Sprintf("%d rue des Témoins, 99000 Sainte-Œuvre", i%97+1),
		})
	}
	return t
}
