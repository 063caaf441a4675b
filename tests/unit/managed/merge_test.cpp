// The three-way merge as a table: wanted, applied last, live, others -> what becomes of the field.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/managed/merge.hpp>

namespace tessera::managed {
namespace {

Fields read(const std::string& text) {
  return text.empty() ? Fields{} : boost::json::parse(text).as_object();
}

std::string told(const Merge& merge) {
  std::string out;
  for (const auto& change : merge.changes) {
    out += change.name + ':' + boost::json::serialize(change.before) + "->" +
           boost::json::serialize(change.after);
    for (const auto& manager : change.taken_from) out += " from " + manager;
    out += ';';
  }
  for (const auto& conflict : merge.conflicts)
    out += '!' + conflict.name + ' ' + conflict.owner + ';';
  for (const auto& name : merge.released) out += '-' + name + ';';
  return out;
}

struct Case {
  const char* what;
  const char* wanted;
  const char* applied;  // nullptr: never
  const char* live;
  const char* other;  // what manager "city" applied; nullptr: nobody
  const char* expected;
  const char* forced;
};

const Case kCases[] = {
    {"new", R"({"t":1})", nullptr, "{}", nullptr, "t:null->1;", "t:null->1;"},
    {"as it is", R"({"t":1})", nullptr, R"({"t":1})", nullptr, "", ""},
    {"nobody's field", R"({"t":2})", nullptr, R"({"t":1})", nullptr, "t:1->2;", "t:1->2;"},
    {"own field", R"({"t":2})", R"({"t":1})", R"({"t":1})", nullptr, "t:1->2;", "t:1->2;"},
    {"changed by hand", R"({"t":1})", R"({"t":1})", R"({"t":9})", nullptr, "!t ;", "t:9->1;"},
    {"both changed", R"({"t":2})", R"({"t":1})", R"({"t":9})", nullptr, "!t ;", "t:9->2;"},
    {"both to the same", R"({"t":9})", R"({"t":1})", R"({"t":9})", nullptr, "", ""},
    {"another's field", R"({"t":2})", nullptr, R"({"t":1})", R"({"t":1})", "!t city;",
     "t:1->2 from city;"},
    {"another agrees", R"({"t":1})", nullptr, R"({"t":1})", R"({"t":1})", "", ""},
    {"another has another field", R"({"t":2})", nullptr, R"({"t":1,"u":1})", R"({"u":1})",
     "t:1->2;", "t:1->2;"},
    {"not named", R"({})", R"({})", R"({"t":1})", nullptr, "", ""},
    {"named no longer", R"({})", R"({"t":1})", R"({"t":1})", nullptr, "t:1->0;", "t:1->0;"},
    {"no default: nothing", R"({})", R"({"u":1})", R"({"u":1})", nullptr, "u:1->null;",
     "u:1->null;"},
    {"needed: stays", R"({})", R"({"needed":1})", R"({"needed":1})", nullptr, "-needed;",
     "-needed;"},
    {"named no longer, changed by hand", R"({})", R"({"t":1})", R"({"t":9})", nullptr, "-t;",
     "-t;"},
    {"named no longer, another's too", R"({})", R"({"t":1})", R"({"t":1})", R"({"t":1})", "-t;",
     "-t;"},
    {"named no longer, at its default", R"({})", R"({"t":0})", R"({"t":0})", nullptr, "-t;", "-t;"},
    {"lists of texts are sets", R"({"l":["a","b"]})", nullptr, R"({"l":["b","a"]})", nullptr, "",
     ""},
    {"a repeated text is no set", R"({"l":["a","a"]})", nullptr, R"({"l":["a"]})", nullptr,
     R"(l:["a"]->["a","a"];)", R"(l:["a"]->["a","a"];)"},
    {"lists of things keep their order", R"({"l":[{"a":1},{"b":1}]})", nullptr,
     R"({"l":[{"b":1},{"a":1}]})", nullptr, R"(l:[{"b":1},{"a":1}]->[{"a":1},{"b":1}];)",
     R"(l:[{"b":1},{"a":1}]->[{"a":1},{"b":1}];)"},
};

TEST(MergeFields, EveryRowOfTheTable) {
  const Defaults defaults{.values = {{"t", 0}}, .needed = {"needed"}};
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.what);
    const Record other{.manager = "city", .fields = read(row.other == nullptr ? "" : row.other)};
    std::vector<const Record*> others;
    if (row.other != nullptr) others.push_back(&other);
    const auto applied = read(row.applied == nullptr ? "" : row.applied);
    for (const bool force : {false, true}) {
      const auto merge = merge_fields(read(row.wanted), row.applied == nullptr ? nullptr : &applied,
                                      read(row.live), others, defaults, force);
      EXPECT_EQ(told(merge), force ? row.forced : row.expected);
    }
  }
}

// Whatever was decided, doing it leaves nothing to decide.
TEST(MergeFields, WhatWasAppliedIsNotAppliedAgain) {
  const Defaults defaults{.values = {{"t", 0}}, .needed = {"needed"}};
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.what);
    const auto wanted = read(row.wanted);
    const auto applied = read(row.applied == nullptr ? "" : row.applied);
    auto live = read(row.live);
    for (const auto& change :
         merge_fields(wanted, row.applied == nullptr ? nullptr : &applied, live, {}, defaults, true)
             .changes)
      live[change.name] = change.after;
    EXPECT_EQ(told(merge_fields(wanted, &wanted, live, {}, defaults, false)), "");
  }
}

}  // namespace
}  // namespace tessera::managed
