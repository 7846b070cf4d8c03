// SPDX-License-Identifier: AGPL-3.0-only

package drawing

import (
	"fmt"
	"slices"
)

// blocksOf gathers appeals with the same generation, parents and children.
func blocksOf(nodes []Node) []*block {
	tree := newTree(nodes)
	depth := tree.depths()
	byKey := map[string]*block{}
	ofNode := map[string]*block{}
	var blocks []*block
	for _, n := range tree.nodes {
		key := fmt.Sprintf("%d|%q|%q", depth[n.ID], tree.parents[n.ID], tree.children[n.ID])
		b := byKey[key]
		if b == nil {
			b = &block{layer: depth[n.ID]}
			byKey[key] = b
			blocks = append(blocks, b)
		}
		b.nodes = append(b.nodes, n)
		ofNode[n.ID] = b
	}
	for _, b := range blocks {
		for _, p := range tree.parents[b.nodes[0].ID] {
			if from := ofNode[p]; from != b && !slices.Contains(b.parents, from) {
				b.parents = append(b.parents, from)
			}
		}
	}
	return blocks
}

// layersOf sorts blocks by generation; one that stays empty is left out.
func layersOf(blocks []*block) [][]*block {
	var layers [][]*block
	for _, b := range blocks {
		for len(layers) <= b.layer {
			layers = append(layers, nil)
		}
		layers[b.layer] = append(layers[b.layer], b)
	}
	return slices.DeleteFunc(layers, func(l []*block) bool { return len(l) == 0 })
}

// tree knows the parents and children of each appeal, in the order given.
type tree struct {
	nodes             []Node
	parents, children map[string][]string
}

// newTree keeps the first of two appeals with one id, and the links whose both
// ends are in the family.
func newTree(nodes []Node) tree {
	t := tree{parents: map[string][]string{}, children: map[string][]string{}}
	here := map[string]bool{}
	for _, n := range nodes {
		if !here[n.ID] {
			here[n.ID] = true
			t.nodes = append(t.nodes, n)
		}
	}
	for _, n := range t.nodes {
		for _, p := range n.Parents {
			if here[p] && p != n.ID && !slices.Contains(t.parents[n.ID], p) {
				t.parents[n.ID] = append(t.parents[n.ID], p)
				t.children[p] = append(t.children[p], n.ID)
			}
		}
	}
	return t
}

// depths gives each appeal its generation: one more than its latest parent.
// The rounds are counted, so that a circle in the data ends.
func (t tree) depths() map[string]int {
	depth := map[string]int{}
	for range t.nodes {
		for _, n := range t.nodes {
			for _, p := range t.parents[n.ID] {
				depth[n.ID] = min(max(depth[n.ID], depth[p]+1), len(t.nodes)-1)
			}
		}
	}
	return depth
}
