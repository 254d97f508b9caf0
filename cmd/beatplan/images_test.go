package main

import (
	"os"
	"regexp"
	"testing"
)

// TestImagesAreNamedByDigest: a tag may come to mean another image, a digest never does.
func TestImagesAreNamedByDigest(t *testing.T) {
	t.Parallel()
	from := regexp.MustCompile(`(?mi)^from +(?:--\S+ +)*(\S+)`) // after its options, such as --platform
	if m := from.FindStringSubmatch("FROM --platform=$BUILDPLATFORM debian:12 AS build"); len(m) != 2 || m[1] != "debian:12" {
		t.Fatalf("of a line with an option the image is %q", m)
	}
	pinned := regexp.MustCompile(`^[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$`)
	for path, names := range map[string]*regexp.Regexp{
		"../../Dockerfile":   from,
		"../../compose.yaml": regexp.MustCompile(`(?m)^ +image: (\S+)`),
	} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found := names.FindAllStringSubmatch(string(text), -1)
		if len(found) == 0 {
			t.Errorf("%s names no image", path)
		}
		for _, image := range found {
			if !pinned.MatchString(image[1]) {
				t.Errorf("%s names %s, want name:tag@sha256:…", path, image[1])
			}
		}
	}
}
