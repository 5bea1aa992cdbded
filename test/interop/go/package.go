package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// An audit package as docs/record-format.md describes it, read by Go's own ZIP, JSON and hashes.

type entryLine struct {
	Facts string `json:"facts"`
	Stamp string `json:"stamp"`
	Hash  string `json:"hash"`
}

type leavesFile struct {
	Format string   `json:"format"`
	Stream string   `json:"stream"`
	Leaves []*int64 `json:"leaves"`
}

// checkPackage ZIP [VKEY]: bag, chains, and with a key of the log every leaf under the root of the checkpoint.
func checkPackage(args []string) (any, error) {
	archive, err := zip.OpenReader(args[0])
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	files := map[string]*zip.File{}
	for _, file := range archive.File {
		if files[file.Name] != nil {
			return nil, fmt.Errorf("%s comes twice", file.Name)
		}
		files[file.Name] = file
	}
	read := func(path string) ([]byte, error) {
		if files[path] == nil {
			return nil, fmt.Errorf("%s is missing", path)
		}
		opened, err := files[path].Open()
		if err != nil {
			return nil, err
		}
		defer opened.Close()
		return io.ReadAll(opened)
	}
	listed, err := checkManifests(files, read)
	if err != nil {
		return nil, err
	}

	var tree tlog.Tree
	var reader tlog.HashReader
	origin := ""
	if len(args) > 1 {
		note, err := read("data/log/checkpoint")
		if err != nil {
			return nil, err
		}
		origin, tree, err = parseCheckpoint(note, args[1])
		if err != nil {
			return nil, err
		}
		reader = nodes(tree, func(path string) ([]byte, error) { return read("data/log/" + path) })
	}
	entries, proved := 0, 0
	for path := range files {
		if !strings.HasSuffix(path, "/entries.jsonl") {
			continue
		}
		hashes, err := checkChain(path, read)
		if err != nil {
			return nil, err
		}
		entries += len(hashes)
		if reader == nil {
			continue
		}
		count, err := checkLeaves(strings.TrimSuffix(path, "entries.jsonl")+"leaves.json", hashes, tree, reader, read)
		if err != nil {
			return nil, err
		}
		proved += count
	}
	return map[string]any{"files": listed, "entries": entries, "proved": proved, "origin": origin, "size": tree.N}, nil
}

// checkManifests tests every payload file, and the manifest itself, by SHA-256 (RFC 8493).
func checkManifests(files map[string]*zip.File, read readFile) (int, error) {
	listed := 0
	for _, manifest := range []string{"tagmanifest-sha256.txt", "manifest-sha256.txt"} {
		text, err := read(manifest)
		if err != nil {
			return 0, err
		}
		for _, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
			sum, path, found := strings.Cut(line, "  ")
			if !found {
				return 0, fmt.Errorf("%s: %q is no line of a manifest", manifest, line)
			}
			content, err := read(path)
			if err != nil {
				return 0, err
			}
			if hexOf(content) != sum {
				return 0, fmt.Errorf("%s was altered", path)
			}
			if strings.HasPrefix(path, "data/") {
				listed++
			}
		}
	}
	payload := 0
	for path := range files {
		if strings.HasPrefix(path, "data/") {
			payload++
		}
	}
	if payload != listed {
		return 0, errors.New("the manifest and the files differ")
	}
	return listed, nil
}

// checkChain derives the hash of every entry from the one before it, its facts and its stamp.
func checkChain(path string, read readFile) ([][]byte, error) {
	text, err := read(path)
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 16*1024*1024)
	previous := make([]byte, 32)
	var hashes [][]byte
	for lines.Scan() {
		var entry entryLine
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			return nil, err
		}
		facts := sha256.Sum256([]byte(entry.Facts))
		sum := sha256.New()
		sum.Write(previous)
		sum.Write(facts[:])
		sum.Write([]byte(entry.Stamp))
		previous = sum.Sum(nil)
		if "sha256:"+hex.EncodeToString(previous) != entry.Hash {
			return nil, fmt.Errorf("%s: entry %d does not give its hash", path, len(hashes)+1)
		}
		if !strings.HasPrefix(entry.Stamp, "guiju-stamp/1 "+strconv.Itoa(len(hashes)+1)+" ") {
			return nil, fmt.Errorf("%s: entry %d has another's stamp", path, len(hashes)+1)
		}
		hashes = append(hashes, previous)
	}
	return hashes, lines.Err()
}

// checkLeaves proves each entry that has a leaf.
func checkLeaves(path string, hashes [][]byte, tree tlog.Tree, reader tlog.HashReader, read readFile) (int, error) {
	text, err := read(path)
	if err != nil {
		return 0, err
	}
	var file leavesFile
	if err := json.Unmarshal(text, &file); err != nil {
		return 0, err
	}
	if file.Format != "guiju-leaves/1" || len(file.Leaves) != len(hashes) {
		return 0, fmt.Errorf("%s does not fit the entries", path)
	}
	proved := 0
	for at, place := range file.Leaves {
		if place == nil {
			continue
		}
		leaf := tlog.RecordHash([]byte(fmt.Sprintf("guiju-leaf/1 %s %d %x\n", file.Stream, at+1, hashes[at])))
		if err := isLeaf(tree, reader, *place, leaf); err != nil {
			return 0, fmt.Errorf("%s: entry %d: %w", path, at+1, err)
		}
		proved++
	}
	return proved, nil
}
