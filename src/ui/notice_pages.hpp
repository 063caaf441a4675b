// Models of the inbox, of "this was not me" and of freezing the account.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::ui {

struct InboxPage {
  static constexpr std::string_view kTemplate = "account_inbox";
  struct Row {
    std::string id;
    std::string kind;  // texts notice.<kind>.subject and .text
    std::string time;
    std::string what;
    std::string until;
    std::string device;
    std::string place;     // or empty
    std::string class_id;  // text id of where from, if there is no place
    bool read = false;
    bool repudiated = false;
  };
  std::string service;
  std::string notice;
  std::vector<Row> rows;
  std::string next_path;
  bool has_unread = false;

  [[nodiscard]] Data data() const {
    boost::json::array list;
    for (const auto& row : rows) {
      const auto id = "notice." + row.kind;
      list.push_back(Data{{"id", row.id},
                          {"subject_id", id + ".subject"},
                          {"text_id", id + ".text"},
                          {"service", service},
                          {"time", row.time},
                          {"what", row.what},
                          {"until", row.until},
                          {"device", row.device},
                          {"place", row.place},
                          {"class_id", row.class_id},
                          {"unread", !row.read},
                          {"repudiated", row.repudiated}});
    }
    return {{"back_path", "/account"},  {"notice", notice},         {"has_rows", !rows.empty()},
            {"items", std::move(list)}, {"has_unread", has_unread}, {"next_path", next_path}};
  }
};

// What the link of a notice shows before anything is done.
struct NotMePage {
  static constexpr std::string_view kTemplate = "not_me";
  std::string kind;
  std::string time;
  std::string token;
  std::string service;
  bool used = false;

  [[nodiscard]] Data data() const {
    return {{"subject_id", "notice." + kind + ".subject"},
            {"time", time},
            {"token", token},
            {"service", service},
            {"used", used}};
  }
};

struct NotMeDonePage {
  static constexpr std::string_view kTemplate = "not_me_done";
  std::string service;
  [[nodiscard]] Data data() const { return {{"service", service}}; }
};

struct AccountFreezePage {
  static constexpr std::string_view kTemplate = "account_freeze";
  bool may_unlock = false;  // holds what unlocks: else only until a day
  std::string day, month, year;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data{{"back_path", "/account"}, {"may_unlock", may_unlock}};
    data["until"] = DateInput{.name = "until",
                              .legend_id = "freeze.until",
                              .day = day,
                              .month = month,
                              .year = year,
                              .hint_id = may_unlock ? "freeze.until_hint" : "freeze.until_needed",
                              .error_id = error_of(errors, "until")}
                        .data();
    put_errors(data, errors);
    return data;
  }
};

// A sign-in that was right in all, to a frozen account.
struct SignInFrozenPage {
  static constexpr std::string_view kTemplate = "sign_in_frozen";
  std::string since;
  std::string until;  // or empty
  bool by_person = true;
  std::string ticket;  // unlocks; empty: a second proof is needed first

  [[nodiscard]] Data data() const {
    return {{"since", since},         {"until", until},
            {"by_person", by_person}, {"by_notice", !by_person},
            {"ticket", ticket},       {"needs_proof", by_person && ticket.empty()}};
  }
};

// The same to an account that staff hold, or for which they ask for something; the word is that of
// people::Intervention.
struct SignInHeldPage {
  static constexpr std::string_view kTemplate = "sign_in_held";
  std::string word;
  bool reset = false;
  bool reproof = false;

  [[nodiscard]] Data data() const {
    return {{"title_id", "held." + word + ".title"},
            {"text_id", "held." + word + ".text"},
            {"reset", reset},
            {"reproof", reproof},
            {"held", !reset && !reproof}};
  }
};

struct FrozenPage {
  static constexpr std::string_view kTemplate = "frozen";
  [[nodiscard]] Data data() const { return {}; }
};

}  // namespace tessera::ui
