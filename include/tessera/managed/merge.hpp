// The three-way merge of one object, field by field: what the manager wants, what it applied last,
// what there is. Pure.
#pragma once

#include <string>
#include <vector>

#include <tessera/managed/document.hpp>

namespace tessera::managed {

struct FieldChange {
  std::string name;
  Value before;                         // null: nothing
  Value after;                          // null: back to what a new object has
  std::vector<std::string> taken_from;  // managers that lose the field, by force
};

// A field that somebody else set to something else.
struct Conflict {
  std::string name;
  std::string owner;  // a manager; "" for whoever changed it by hand since it was applied
  Value live;
  Value wanted;
};

struct Merge {
  std::vector<FieldChange> changes;
  std::vector<Conflict> conflicts;
  std::vector<std::string> released;  // owned no longer, and left as they are
};

// Lists of texts are sets.
[[nodiscard]] bool is_same(const Value& a, const Value& b);

// applied: nullptr if this manager never applied the object. others: what other managers applied to
// it. With force a conflict is a change.
[[nodiscard]] Merge merge_fields(const Fields& wanted, const Fields* applied, const Fields& live,
                                 const std::vector<const Record*>& others, const Defaults& defaults,
                                 bool force);

}  // namespace tessera::managed
