// A reader of another make: Go's own libraries for signed notes and transparency logs (golang.org/x/mod/sumdb) open what
// Guiju writes. It shares no line with it. Built by test/interop/go-program.ts.
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var commands = map[string]func(args []string) (any, error){
	"open":        openNote,
	"sign":        signNote,
	"log":         checkLog,
	"consistency": checkGrowth,
	"package":     checkPackage,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fail(errors.New("usage: interop open|sign|log|consistency|package …"))
	}
	answer, err := commands[os.Args[1]](os.Args[2:])
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// openNote VKEY…: the note on stdin, opened by these keys.
func openNote(args []string) (any, error) {
	message, err := io.ReadAll(os.Stdin)
	if err != nil {
		return nil, err
	}
	opened, err := open(message, args)
	if err != nil {
		return nil, err
	}
	return map[string]any{"text": opened.Text, "good": len(opened.Sigs), "unknown": len(opened.UnverifiedSigs)}, nil
}

func open(message []byte, keys []string) (*note.Note, error) {
	verifiers := make([]note.Verifier, len(keys))
	for i, key := range keys {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return nil, err
		}
		verifiers[i] = verifier
	}
	return note.Open(message, note.VerifierList(verifiers...))
}

// signNote NAME SEED: the text on stdin, signed by a key made of the seed.
func signNote(args []string) (any, error) {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return nil, err
	}
	secret, verifier, err := note.GenerateKey(strings.NewReader(strings.Repeat(args[1], 64)), args[0])
	if err != nil {
		return nil, err
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		return nil, err
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	if err != nil {
		return nil, err
	}
	return map[string]any{"key": verifier, "note": string(signed)}, nil
}

// parseCheckpoint reads origin, size and root, which a log's own key signed.
func parseCheckpoint(message []byte, key string) (string, tlog.Tree, error) {
	opened, err := open(message, []string{key})
	if err != nil {
		return "", tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 {
		return "", tlog.Tree{}, errors.New("not a checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return "", tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return lines[0], tlog.Tree{N: size, Hash: root}, err
}

// readFile gives a file of a log or package by its path.
type readFile func(path string) ([]byte, error)

// tiles lets tlog read hashes out of a log's files. tlog checks them against the root before it uses them.
type tiles struct{ read readFile }

func (tiles) Height() int                         { return 8 }
func (tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(asked []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(asked))
	for i, tile := range asked {
		bytes, err := t.read(strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		data[i] = bytes
	}
	return data, nil
}

// nodes reads hashes out of tiles without checking them: what is made of them is checked against the root.
func nodes(tree tlog.Tree, read readFile) tlog.HashReader {
	cache, known := map[string][]byte{}, map[int64]tlog.Hash{}
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			if hash, there := known[index]; there {
				hashes[i] = hash
				continue
			}
			tile := tlog.TileForIndex(8, index)
			tile.W = 256
			if rest := tree.N>>(8*uint(tile.L)) - tile.N*256; rest < 256 {
				tile.W = int(rest)
			}
			path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
			if cache[path] == nil {
				bytes, err := read(path)
				if err != nil {
					return nil, err
				}
				cache[path] = bytes
			}
			hash, err := tlog.HashFromTile(tile, cache[path], index)
			if err != nil {
				return nil, err
			}
			hashes[i], known[index] = hash, hash
		}
		return hashes, nil
	})
}

// isLeaf proves that a leaf with this hash stands at this place of the tree.
func isLeaf(tree tlog.Tree, reader tlog.HashReader, place int64, leaf tlog.Hash) error {
	proof, err := tlog.ProveRecord(tree.N, place, reader)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, place, leaf)
}

// checkLog FOLDER VKEY: checkpoint, tiles and entry bundles of a whole log, every entry proved.
func checkLog(args []string) (any, error) {
	read := func(path string) ([]byte, error) { return os.ReadFile(args[0] + "/" + path) }
	message, err := read("checkpoint")
	if err != nil {
		return nil, err
	}
	origin, tree, err := parseCheckpoint(message, args[1])
	if err != nil {
		return nil, err
	}
	careful, quick := tlog.TileHashReader(tree, tiles{read}), nodes(tree, read)
	for start := int64(0); start < tree.N; start += 256 {
		width := tree.N - start
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: 0, N: start / 256, W: int(width)}
		bundle, err := read(strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1))
		if err != nil {
			return nil, err
		}
		for place := start; place < start+width; place++ {
			if len(bundle) < 2 || len(bundle) < 2+(int(bundle[0])<<8|int(bundle[1])) {
				return nil, fmt.Errorf("entry %d is cut off", place)
			}
			end := 2 + (int(bundle[0])<<8 | int(bundle[1]))
			readers := []tlog.HashReader{quick}
			if place == start || place == tree.N-1 {
				readers = append(readers, careful)
			}
			for _, reader := range readers {
				if err := isLeaf(tree, reader, place, tlog.RecordHash(bundle[2:end])); err != nil {
					return nil, fmt.Errorf("entry %d: %w", place, err)
				}
			}
			bundle = bundle[end:]
		}
	}
	return map[string]any{"origin": origin, "size": tree.N, "proved": tree.N}, nil
}

// checkGrowth FOLDER VKEY SIZE ROOT: the log in the folder begins with the tree of this size and root.
func checkGrowth(args []string) (any, error) {
	read := func(path string) ([]byte, error) { return os.ReadFile(args[0] + "/" + path) }
	message, err := read("checkpoint")
	if err != nil {
		return nil, err
	}
	_, tree, err := parseCheckpoint(message, args[1])
	if err != nil {
		return nil, err
	}
	size, err := strconv.ParseInt(args[2], 10, 64)
	if err != nil {
		return nil, err
	}
	older, err := tlog.ParseHash(args[3])
	if err != nil {
		return nil, err
	}
	proof, err := tlog.ProveTree(tree.N, size, tlog.TileHashReader(tree, tiles{read}))
	if err != nil {
		return nil, err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, size, older); err != nil {
		return nil, err
	}
	hashes := make([]string, len(proof))
	for i, hash := range proof {
		hashes[i] = base64.StdEncoding.EncodeToString(hash[:])
	}
	return map[string]any{"proof": hashes}, nil
}

func hexOf(bytes []byte) string { return fmt.Sprintf("%x", sha256.Sum256(bytes)) }
