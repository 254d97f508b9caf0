package main

import (
	"os"
	"regexp"
	"testing"
)

// TestImagesAreNamedByDigest: a tag may come to mean another image, a digest never does.
func TestImagesAreNamedByDigest(t *testing.T) {
	t.Parallel()
	pinned := regexp.MustCompile(`^[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$`)
	for path, names := range map[string]*regexp.Regexp{
		"../../Dockerfile":   regexp.MustCompile(`(?m)^FROM (\S+)`),
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
