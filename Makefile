# Everything that one does with Carillon from a checkout. `make` alone lists it.
# The work is done by the scripts in compose/local; this file only names it.
# (setpriv: should make be killed, the kernel tells what it runs to stop.)

.DEFAULT_GOAL := help
.PHONY: help run test simulate oracles fuzz bench package package-test build lint format clean

SOURCES := Package.swift Sources Tests docs/examples

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build, start a broker and the three services, print the URL (Ctrl-C stops everything)
	@exec setpriv --pdeathsig TERM compose/local/run.sh

test: ## Run all tests, with a broker of their own (ARGS='--filter Name' for some of them)
	@exec compose/local/test.sh $(ARGS)

simulate: ## Simulate more worlds than make test does (SEEDS=100000, FIRST=1)
	@compose/local/dependencies.sh build
	CARILLON_SIMULATION_SEEDS=$(or $(SEEDS),100000) CARILLON_SIMULATION_FIRST=$(or $(FIRST),1) \
	    swift test --filter SimulationTests

oracles: ## Compare more random recurrence rules with other implementations than make test does (RULES=20000)
	@CARILLON_ORACLE_RULES=$(or $(RULES),20000) exec compose/local/test.sh --filter OracleTests

fuzz: ## Send more made-up answers to the HTTP engine than make test does (ANSWERS=10000000)
	@compose/local/dependencies.sh build
	CARILLON_FUZZ_RESPONSES=$(or $(ANSWERS),10000000) swift test --filter ResponseFuzzTests

bench: ## Run the benchmarks (ARGS are passed on)
	@exec compose/local/bench.sh $(ARGS)

package: ## Build a Debian package in .build/package
	@exec compose/package/build.sh

package-test: ## Build a Debian package and try it in a fresh Debian 12 (as root)
	@exec compose/package/test.sh

build: ## Build everything for development
	@compose/local/dependencies.sh build
	swift build

lint: ## Check the format of the Swift code
	swift format lint --strict --recursive $(SOURCES)

format: ## Format the Swift code in place
	swift format --in-place --recursive $(SOURCES)

clean: ## Remove what was built; the state in .carillon stays
	swift package clean
