# A thin front: meson and the scripts in tools/ and test/ do the work.
.DEFAULT_GOAL := build
.PHONY: run test check build bench bench-peers soak outside coverage deps format clean \
	deb sbom repro release
MESON = meson
RELEASE = build
SAN = build-test
DEMO ?= $(CURDIR)/build/demo
LISTEN ?= 127.0.0.1:8080

$(RELEASE)/build.ninja: meson.build
	@tools/deps build
	@[ -f $@ ] || $(MESON) setup $(RELEASE) --buildtype=release -Db_ndebug=false >/dev/null
	@ninja -C $(RELEASE) --quiet build.ninja
$(SAN)/build.ninja: meson.build
	@tools/deps build
	@[ -f $@ ] || $(MESON) setup $(SAN) --buildtype=debug --optimization=1 -Dc_args=-g1 \
		-Db_sanitize=address,undefined -Dwerror_all=true >/dev/null
	@ninja -C $(SAN) --quiet build.ninja

## build: the program, build/roviec
build: $(RELEASE)/build.ninja
	@ninja -C $(RELEASE) --quiet roviec

## run: build, make the demo when it is absent, serve it, print the sign-ins
run: build
	@test/run-demo $(RELEASE)/roviec "$(DEMO)" "$(LISTEN)"

## check: the quick tier, under a minute
check: $(SAN)/build.ninja
	@test/check $(SAN)

## test: everything; ends with "N passed, N failed"
test:
	@tools/deps test
	@test/all $(RELEASE) $(SAN)

## bench: ratios against the ceiling program, on demand
bench: build
	@bench/run $(RELEASE)
## bench-peers: the same beside Redmine and Fossil, which it installs (root or sudo)
bench-peers: build
	@tools/deps test
	@bench/peers/peers $(RELEASE)

## soak: long fuzz, crash and power-cut runs, on demand
soak: build
	@tools/deps test
	@test/soak $(RELEASE)

## outside: what strangers can try against a server: scanners, slow and many clients
outside: build
	@tools/deps test
	@test/outside/run $(RELEASE)

## deb: the Debian package, build/roviec_VERSION_ARCH.deb
deb: build
	@tools/deb $(RELEASE)
## sbom: the bill of materials, build/roviec.cdx.json
sbom: build
	@tools/sbom $(RELEASE)/roviec >$(RELEASE)/roviec.cdx.json
	@tools/sbom --check $(RELEASE)/roviec.cdx.json
## repro: builds twice in different places and compares
repro:
	@tools/deps build
	@tools/repro
## release: all of it, signed, in dist/: make release KEY=~/minisign.key
release: build
	@tools/release $(RELEASE) "$(KEY)"

## coverage: lines that tests run, model code 100 %, the rest 90 %, on demand
coverage:
	@tools/deps test
	@test/coverage

## deps: only install what the build and the tests need
deps:
	@tools/deps test

## format: clang-format on our own C
format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

clean:
	rm -rf $(RELEASE) $(SAN) build-clang build-fuzz build-cov
