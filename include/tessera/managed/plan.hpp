// What an apply would do, in the order in which it would do it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tessera/managed/document.hpp>
#include <tessera/managed/merge.hpp>

namespace tessera::managed {

struct Wish {
  std::string manager;
  std::vector<Document> documents;
  bool prune = false;  // remove what this manager made and no document names
  bool force = false;
};

struct State {
  std::vector<Live> live;
  std::vector<Record> records;  // of all managers
};

// claim: nothing changes but what this manager owns. release: it owns the object no longer, which
// stays. blocked: see conflicts and note.
enum class Action { none, create, update, claim, remove, release, blocked };
[[nodiscard]] std::string_view to_string(Action action);

struct Change {
  Action action = Action::none;
  Kind kind = Kind::unit;
  std::string key;
  std::string object;               // "" of one that is to be created
  std::int64_t version = 0;         // of the live object that this was decided on
  std::int64_t record_version = 0;  // of the manager's record, 0 without one
  Fields wanted = {};               // normal and with ids in place of keys
  Merge merge = {};
  std::string note =
      {};  // a stable word for what is special: "gone", "fixed", "parent", "left_over"
};

inline constexpr std::size_t kMostDocuments = 2000;

// Errc::invalid "configuration.invalid" with pointers below /documents: unknown, mistyped and
// repeated things, and cycles.
[[nodiscard]] Result<std::vector<Change>> decide_plan(const Wish& wish, const State& state);

// What was changed since this manager applied it.
struct Drift {
  Record record;
  bool gone = false;
  std::vector<FieldChange> fields;  // before: as applied; after: as it is
};
[[nodiscard]] std::vector<Drift> find_drift(std::string_view manager, const State& state);

}  // namespace tessera::managed
