#include <tessera/managed/plan.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include <tessera/access/decision.hpp>

#include "managed/order.hpp"

namespace tessera::managed {
namespace {

using Place = std::pair<Kind, std::string>;  // a kind with a key or an object

// The live objects and the records, to be found.
class Known {
 public:
  Known(std::string_view manager, const State& state) {
    for (const auto& live : state.live) live_[{live.kind, live.object}] = &live;
    for (const auto& record : state.records) {
      if (record.manager == manager) {
        mine_[{record.kind, record.key}] = &record;
      } else {
        others_[{record.kind, record.object}].push_back(&record);
      }
    }
  }
  [[nodiscard]] const Live* live(const Place& place) const { return find(live_, place); }
  [[nodiscard]] const Record* mine(const Place& place) const { return find(mine_, place); }
  [[nodiscard]] const std::map<Place, const Record*>& mine() const { return mine_; }
  [[nodiscard]] std::vector<const Record*> others(const Place& place) const {
    const auto found = others_.find(place);
    return found == others_.end() ? std::vector<const Record*>{} : found->second;
  }

 private:
  template <class T>
  static const T* find(const std::map<Place, const T*>& map, const Place& place) {
    const auto found = map.find(place);
    return found == map.end() ? nullptr : found->second;
  }
  std::map<Place, const Live*> live_;
  std::map<Place, const Record*> mine_;
  std::map<Place, std::vector<const Record*>> others_;
};

class Problems {
 public:
  void add(std::size_t document, const std::string& below, std::string id, std::string text = {}) {
    fields_.push_back(
        {"/documents/" + std::to_string(document) + below, std::move(id), std::move(text)});
  }
  [[nodiscard]] bool none() const { return fields_.empty(); }
  [[nodiscard]] Error error() && {
    return {.code = Errc::invalid,
            .id = "configuration.invalid",
            .text = "The configuration has errors.",
            .fields = std::move(fields_)};
  }

 private:
  std::vector<FieldError> fields_;
};

bool are_same(const Fields& a, const Fields& b) {
  return a.size() == b.size() && std::ranges::all_of(a, [&](const auto& field) {
           const auto* other = b.if_contains(field.key());
           return other != nullptr && is_same(field.value(), *other);
         });
}

class Planner {
 public:
  Planner(const Wish& wish, const State& state) : wish_(wish), known_(wish.manager, state) {}

  Result<std::vector<Change>> plan() {
    check_documents();
    if (!problems_.none()) return std::unexpected(std::move(problems_).error());
    resolve_parents();
    const auto order = order_documents();
    if (!problems_.none()) return std::unexpected(std::move(problems_).error());
    std::vector<Change> out;
    for (const auto place : order) out.push_back(decide(place));
    if (!problems_.none()) return std::unexpected(std::move(problems_).error());
    add_left_over(out);
    return out;
  }

 private:
  void check_documents() {
    if (wish_.documents.size() > kMostDocuments) problems_.add(kMostDocuments, "", "too_many");
    std::set<Place> objects;
    for (std::size_t i = 0; i < wish_.documents.size(); ++i) {
      const auto& document = wish_.documents[i];
      if (!is_key(document.key)) problems_.add(i, "/key", "not_a_key");
      if (!places_.emplace(Place{document.kind, document.key}, i).second)
        problems_.add(i, "/key", "duplicate");
      objects_.push_back(object_of(i));
      if (!objects_[i].empty() && !objects.emplace(document.kind, objects_[i]).second)
        problems_.add(i, "/object", "duplicate");
      auto normal = normal_fields(document.kind, document.fields);
      if (!normal) {
        for (auto& wrong : normal.error().fields)
          problems_.add(i, "/fields" + wrong.field, wrong.id, wrong.text);
        normal = Fields{};
      }
      wanted_.push_back(std::move(*normal));
    }
  }

  // The object that a document is about; "" for one that is to be made.
  std::string object_of(std::size_t i) {
    const auto& document = wish_.documents[i];
    if (is_named_by_key(document.kind)) {
      if (!document.object.empty() && document.object != document.key)
        problems_.add(i, "/object", "not_its_name");
      return document.key;
    }
    const auto* record = known_.mine({document.kind, document.key});
    const bool is_there =
        record != nullptr && known_.live({document.kind, record->object}) != nullptr;
    if (document.object.empty()) return is_there ? record->object : "";
    if (is_there && record->object != document.object) problems_.add(i, "/object", "another");
    if (known_.live({document.kind, document.object}) == nullptr)
      problems_.add(i, "/object", "unknown");
    return document.object;
  }

  // The parent of a unit is written as a key of this manager, "root", or an id.
  void resolve_parents() {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      auto* parent =
          wish_.documents[i].kind == Kind::unit ? wanted_[i].if_contains("parent") : nullptr;
      if (parent == nullptr) continue;
      const std::string word(parent->get_string());
      if (word == "root") {
        *parent = to_string(access::kRootUnit);
      } else if (const auto place = places_.find({Kind::unit, word}); place != places_.end()) {
        if (!objects_[place->second].empty()) *parent = objects_[place->second];
      } else if (const auto* record = known_.mine({Kind::unit, word})) {
        *parent = record->object;
      } else if (known_.live({Kind::unit, word}) == nullptr) {
        problems_.add(i, "/fields/parent", "unknown_unit");
      }
    }
  }

  std::vector<std::size_t> needs_of(std::size_t i) const {
    std::vector<std::size_t> out;
    const auto& document = wish_.documents[i];
    const auto need = [&](const Value& name) {
      const auto* word = name.if_string();
      if (word == nullptr) return;
      const auto found = places_.find({document.kind, std::string(*word)});
      if (found != places_.end()) out.push_back(found->second);
    };
    if (const auto* parent = document.fields.if_contains("parent");
        document.kind == Kind::unit && parent != nullptr)
      need(*parent);
    if (const auto* parents = document.fields.if_contains("parents");
        document.kind == Kind::role && parents != nullptr && parents->is_array())
      for (const auto& parent : parents->get_array()) need(parent);
    return out;
  }

  // Kinds in their order, and within a kind by parents.
  std::vector<std::size_t> order_documents() {
    std::vector<std::vector<std::size_t>> needs;
    for (std::size_t i = 0; i < wish_.documents.size(); ++i) needs.push_back(needs_of(i));
    auto order = order_by_needs(needs);
    for (const auto place : order.cycle)
      problems_.add(place, "/fields", "cycle", cycle_text(order));
    std::vector<std::size_t> out;
    for (const auto kind : kKinds) {
      std::ranges::copy_if(order.places, std::back_inserter(out),
                           [&](std::size_t place) { return wish_.documents[place].kind == kind; });
    }
    return out;
  }

  std::string cycle_text(const Order& order) const {
    std::string out;
    for (const auto place : order.cycle) out += wish_.documents[place].key + " needs ";
    return out + wish_.documents[order.cycle.front()].key;
  }

  Change decide(std::size_t i) {
    const auto& document = wish_.documents[i];
    const auto* live = known_.live({document.kind, objects_[i]});
    const auto* record = known_.mine({document.kind, document.key});
    Change out{.kind = document.kind,
               .key = document.key,
               .object = objects_[i],
               .record_version = record == nullptr ? 0 : record->version,
               .wanted = wanted_[i]};
    if (live == nullptr) {
      create(out, i, record);
    } else {
      out.version = live->version;
      update(out, *live, record != nullptr && record->object == live->object ? record : nullptr);
    }
    return out;
  }

  void create(Change& out, std::size_t i, const Record* record) {
    out.action = Action::create;
    if (out.kind == Kind::policy || out.kind == Kind::level) problems_.add(i, "/key", "unknown");
    if (record != nullptr) out.note = "gone";
    out.merge = merge_fields(out.wanted, nullptr, {}, {}, defaults_of(out.kind), false);
    for (const auto needed : defaults_of(out.kind).needed) {
      if (needed != "status" && !out.wanted.contains({needed.data(), needed.size()}))
        problems_.add(i, "/fields/" + std::string(needed), "required");
    }
  }

  void update(Change& out, const Live& live, const Record* record) const {
    out.merge =
        merge_fields(out.wanted, record == nullptr ? nullptr : &record->fields, live.fields,
                     known_.others({out.kind, live.object}), defaults_of(out.kind), wish_.force);
    const bool owned = record != nullptr && are_same(record->fields, out.wanted);
    if (!out.merge.conflicts.empty()) {
      out.action = Action::blocked;
    } else if (!out.merge.changes.empty()) {
      out.action = Action::update;
      check_fixed(out, live);
    } else {
      out.action = owned ? Action::none : Action::claim;
    }
  }

  // What nobody changes: a built-in role, and where a unit stands.
  static void check_fixed(Change& out, const Live& live) {
    const bool moves = out.kind == Kind::unit &&
                       std::ranges::any_of(out.merge.changes, [](const FieldChange& change) {
                         return change.name == "parent";
                       });
    if (!moves && !(live.fixed && out.kind == Kind::role)) return;
    out.action = Action::blocked;
    out.note = moves ? "parent" : "fixed";
  }

  // What this manager applied once and no document names any more; heirs before what they need.
  void add_left_over(std::vector<Change>& out) const {
    std::vector<const Record*> left;
    for (const auto& [place, record] : known_.mine()) {
      if (!places_.contains(place)) left.push_back(record);
    }
    for (const auto i : removal_order(left)) {
      const auto& record = *left[i];
      const auto* live = known_.live({record.kind, record.object});
      Change change{.kind = record.kind,
                    .key = record.key,
                    .object = record.object,
                    .version = live == nullptr ? 0 : live->version,
                    .record_version = record.version};
      change.action = left_over(record, live, change.note);
      out.push_back(std::move(change));
    }
  }

  Action left_over(const Record& record, const Live* live, std::string& note) const {
    if (live == nullptr || is_over(*live)) {
      note = "gone";
      return Action::release;
    }
    if (!wish_.prune) {
      note = "left_over";
      return Action::none;
    }
    const bool shared = !known_.others({record.kind, record.object}).empty();
    // What was done in a unit or for a purpose goes on referring to it.
    const bool stays = record.kind == Kind::unit || record.kind == Kind::purpose;
    if (record.made && !shared && !live->fixed && !stays) return Action::remove;
    note = record.kind == Kind::unit      ? "unit_stays"
           : record.kind == Kind::purpose ? "purpose_stays"
           : shared                       ? "shared"
                                          : "not_made";
    return Action::release;
  }

  static bool is_over(const Live& live) {
    const auto* status = live.fields.if_contains("status");
    return status != nullptr && *status == Value("expired");
  }

  std::vector<std::size_t> removal_order(const std::vector<const Record*>& left) const {
    std::map<Place, std::size_t> places;
    for (std::size_t i = 0; i < left.size(); ++i) places[{left[i]->kind, left[i]->object}] = i;
    std::vector<std::vector<std::size_t>> needs(left.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
      const auto* live = known_.live({left[i]->kind, left[i]->object});
      const auto* parents = live == nullptr ? nullptr : live->fields.if_contains("parents");
      if (parents == nullptr || !parents->is_array()) continue;
      for (const auto& parent : parents->get_array()) {
        const auto found = places.find({left[i]->kind, std::string(parent.as_string())});
        if (found != places.end()) needs[i].push_back(found->second);
      }
    }
    const auto order = order_by_needs(needs).places;
    std::vector<std::size_t> out;
    for (auto kind = kKinds.rbegin(); kind != kKinds.rend(); ++kind) {
      std::copy_if(order.rbegin(), order.rend(), std::back_inserter(out),
                   [&](std::size_t i) { return left[i]->kind == *kind; });
    }
    return out;
  }

  const Wish& wish_;
  Known known_;
  Problems problems_;
  std::map<Place, std::size_t> places_;  // of the documents
  std::vector<std::string> objects_;
  std::vector<Fields> wanted_;
};

}  // namespace

std::string_view to_string(Action action) {
  switch (action) {
    case Action::none:
      return "none";
    case Action::create:
      return "create";
    case Action::update:
      return "update";
    case Action::claim:
      return "claim";
    case Action::remove:
      return "remove";
    case Action::release:
      return "release";
    case Action::blocked:
      return "blocked";
  }
  return "none";
}

Result<std::vector<Change>> decide_plan(const Wish& wish, const State& state) {
  return Planner(wish, state).plan();
}

std::vector<Drift> find_drift(std::string_view manager, const State& state) {
  std::vector<Drift> out;
  const Known known(manager, state);
  for (const auto& [place, record] : known.mine()) {
    Drift drift{.record = *record};
    const auto* live = known.live({record->kind, record->object});
    drift.gone = live == nullptr;
    for (const auto& field : record->fields) {
      if (drift.gone) break;
      const auto* is = live->fields.if_contains(field.key());
      const Value now = is == nullptr ? Value(nullptr) : *is;
      if (!is_same(field.value(), now))
        drift.fields.push_back({std::string(field.key()), field.value(), now, {}});
    }
    out.push_back(std::move(drift));
  }
  return out;
}

}  // namespace tessera::managed
