// SPDX-License-Identifier: AGPL-3.0-only

package decision

import "contrechamp.org/contrechamp/internal/network"

// Column is one column that an import understands.
type Column struct {
	Field string   // of the form that enters one decision
	Name  string   // as the model file writes it
	Also  []string // other headings that mean the same
}

// Columns are those of the model file, in its order. Headings are compared
// without case, accents or punctuation. COLL_… and DELIB_… are those of the SCDL
// schema of deliberations, so that an open-data file can be sent as it is.
var Columns = []Column{
	{"kind", "nature", []string{"type", "kind"}},
	{"authority", "autorite", []string{"authority", "COLL_NOM"}},
	{"departement", "departement", []string{"code_departement", "dept"}},
	{"commune", "commune", []string{"code_insee", "insee", "code_commune"}},
	{"number", "numero", []string{"n°", "num", "number", "numero_arrete", "DELIB_ID"}},
	{"title", "objet", []string{"titre", "intitule", "title", "DELIB_OBJET"}},
	{"signed_on", "date_signature", []string{"signe_le", "signed_on", "DELIB_DATE"}},
	{"published_on", "date_publication", []string{"publie_le", "published_on"}},
	{"publication", "recueil", []string{"publication", "raa"}},
	{"publication_url", "url", []string{"url_publication", "publication_url", "DELIB_URL"}},
	{"posted_on", "date_affichage", []string{"affiche_le", "posted_on"}},
	{"notified_on", "date_notification", []string{"notifie_le", "notified_on"}},
	{"first_seen_on", "date_connaissance", []string{"vu_le", "date_capture", "first_seen_on"}},
	{"cameras", "cameras", []string{"nombre_cameras", "nb_cameras"}},
	{"purposes", "finalites", []string{"purposes"}},
	{"retention_days", "conservation_jours", []string{"duree_conservation", "retention_days"}},
	{"expires_on", "date_expiration", []string{"expire_le", "expires_on"}},
	{"replaces", "remplace", []string{"numero_remplace", "replaces"}},
}

// ModelFile is an empty import with one example row, to be filled.
func ModelFile() []byte {
	return []byte("\ufeffnature;autorite;departement;commune;numero;objet;date_signature;date_publication;recueil;url;date_affichage;date_notification;date_connaissance;cameras;finalites;conservation_jours;date_expiration;remplace\r\n" +
		"renouvellement;Préfet de l’Hérault;34;Montpellier (34172);EXEMPLE-2026-001;Exemple à effacer : renouvellement d’un système de vidéoprotection;12/01/2026;15/01/2026;Recueil n° 9;https://www.example.org/recueil-9.pdf;;;;48;Sécurité des personnes;30;;\r\n")
}

// fieldOf is the field that a heading means.
func fieldOf(heading string) (string, bool) {
	folded := network.Fold(heading)
	if folded == "" {
		return "", false
	}
	for _, column := range Columns {
		for _, name := range append([]string{column.Name}, column.Also...) {
			if network.Fold(name) == folded {
				return column.Field, true
			}
		}
	}
	return "", false
}

// kindsWritten are the words that name a kind, folded.
var kindsWritten = map[string]Kind{
	"autorisation": Authorisation, "arrete d autorisation": Authorisation, "arrete prefectoral d autorisation": Authorisation, "authorisation": Authorisation,
	"renouvellement": Renewal, "arrete de renouvellement": Renewal, "arrete prefectoral de renouvellement": Renewal, "renewal": Renewal,
	"modification": Modification, "arrete modificatif": Modification, "arrete de modification": Modification, "arrete prefectoral de modification": Modification,
	"deliberation": Deliberation,
	"marche":       Contract, "marche public": Contract, "contrat": Contract, "contract": Contract,
	"rejet implicite": ImplicitRejection, "refus implicite": ImplicitRejection, "implicit rejection": ImplicitRejection,
}
