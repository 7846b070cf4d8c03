# Contrechamp: what one can ask of this folder. The work is done in .ci/.

.DEFAULT_GOAL := help
.PHONY: help run build test test-sqlite test-postgres check bench golden migration image clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

run: build ## Build and serve on http://localhost:8080, with everything kept in ./data.
	@exec bin/contrechamp serve

build: ## Build the one program, bin/contrechamp, without a C compiler.
	@CGO_ENABLED=0 go build -trimpath -o bin/contrechamp ./cmd/contrechamp

test: ## Run every test on SQLite and on Postgres, with the race detector.
	@.ci/test

test-sqlite: ## Run the tests on SQLite only: quick, for while you work.
	@.ci/test sqlite

test-postgres: ## Run the tests that use a database on Postgres only.
	@.ci/test postgres

check: ## Check format, vet, house rules, lint, vulnerabilities and compose.yaml.
	@.ci/check

bench: ## Run the benchmarks (pattern=...), with one line "ratio NAME VALUE" per comparison.
	@.ci/bench "$(pattern)"

golden: ## Renew the expected texts of generated documents; read the diff before keeping it.
	@UPDATE_GOLDEN=1 TEST_DATABASE=sqlite go test -count=1 -run Golden ./...

migration: ## Write the next migration: make migration name=mandate_withdrawal
	@.ci/migration "$(name)"

image: ## Build the container image contrechamp:local.
	@docker build --target contrechamp -t contrechamp:local .

clean: ## Remove what was built; data is left alone.
	@rm -rf bin .cache
