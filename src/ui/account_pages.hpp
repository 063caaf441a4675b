// Models of the account pages. Times are text already; ids of rows are ids, not personal data.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

#include "ui/claim_row.hpp"

namespace tessera::ui {

struct AccountPage {
  static constexpr std::string_view kTemplate = "account";
  struct Row {
    std::string name;  // "sessions": texts account.row.<name> and account.row.<name>_text
    std::string action_id = "account.view";
  };
  std::string notice;  // text id, or empty
  bool only_password = false;
  std::vector<Row> rows;

  [[nodiscard]] Data data() const {
    boost::json::array list;
    for (const auto& row : rows) {
      list.push_back(Data{{"key_id", "account.row." + row.name},
                          {"text_id", "account.row." + row.name + "_text"},
                          {"link_id", "account-" + row.name},
                          {"path", SafeUrl::local("/account/" + row.name).text()},
                          {"action_id", row.action_id}});
    }
    return {{"notice", notice}, {"only_password", only_password}, {"rows", std::move(list)}};
  }
};

struct AccountSessionsPage {
  static constexpr std::string_view kTemplate = "account_sessions";
  struct Row {
    std::string id;
    std::string device;    // "Firefox on Linux", or empty
    std::string place;     // or empty; then class_id
    std::string class_id;  // text id of the kind of address, or empty
    std::string created;
    std::string last_seen;
    std::string how_id;
    bool current = false;
    std::vector<std::string> portals = {};
  };
  std::string notice;
  std::vector<Row> sessions;

  [[nodiscard]] Data data() const {
    boost::json::array list;
    for (const auto& row : sessions) {
      boost::json::array portals;
      for (const auto& portal : row.portals) portals.push_back(Data{{"name", portal}});
      list.push_back(Data{{"id", row.id},
                          {"device", row.device},
                          {"place", row.place},
                          {"class_id", row.class_id},
                          {"has_portals", !portals.empty()},
                          {"portals", std::move(portals)},
                          {"created", row.created},
                          {"last_seen", row.last_seen},
                          {"how_id", row.how_id},
                          {"current", row.current}});
    }
    return {{"back_path", "/account"}, {"notice", notice}, {"sessions", std::move(list)}};
  }
};

struct AccountPasswordPage {
  static constexpr std::string_view kTemplate = "account_password";
  std::vector<FieldMessage> errors;
  bool asks_current = true;

  [[nodiscard]] Data data() const {
    Data data{{"back_path", "/account"}, {"asks_current", asks_current}};
    data["current"] = Input{.name = "current",
                            .label_id = "account.password.current",
                            .error_id = error_of(errors, "current"),
                            .type = "password",
                            .autocomplete = "current-password"}
                          .data();
    data["next"] = Input{.name = "new",
                         .label_id = "account.password.new",
                         .hint_id = "password.hint",
                         .error_id = error_of(errors, "new"),
                         .type = "password",
                         .autocomplete = "new-password"}
                       .data();
    put_errors(data, errors);
    return data;
  }
};

// Every kind by its word: texts account.kind.<word>, states account.state.<word>.
struct AccountAuthenticatorsPage {
  static constexpr std::string_view kTemplate = "account_authenticators";
  struct Row {
    std::string id;
    std::string kind;
    std::string state;  // empty: active
    std::string label;
    std::string bound;
    std::string last_used;              // empty: never
    std::string expires;                // or empty
    std::string change_path;            // of a password or a sheet of codes
    std::vector<std::string> fact_ids;  // texts about a key: "account.key.backed_up"
    bool renamable = false;
    bool removable = false;
    bool may_rest = false;  // may be reported lost
    bool rests = false;     // may be taken up again
  };
  std::string notice;
  std::vector<Row> authenticators;
  std::vector<std::string> add;  // kinds that may be added: /account/authenticators/<word>
  bool few_codes = false;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    boost::json::array list;
    for (const auto& row : authenticators) {
      boost::json::array facts;
      for (const auto& fact : row.fact_ids) facts.push_back(Data{{"fact_id", fact}});
      list.push_back(Data{{"id", row.id},
                          {"kind_id", "account.kind." + row.kind},
                          {"state_id", row.state.empty() ? "" : "account.state." + row.state},
                          {"label", row.label},
                          {"bound", row.bound},
                          {"last_used", row.last_used},
                          {"expires", row.expires},
                          {"change_path", row.change_path},
                          {"facts", std::move(facts)},
                          {"has_facts", !row.fact_ids.empty()},
                          {"renamable", row.renamable},
                          {"removable", row.removable},
                          {"may_rest", row.may_rest},
                          {"rests", row.rests}});
    }
    boost::json::array ways;
    for (const auto& word : add) {
      ways.push_back(Data{{"add_id", "add-" + word},
                          {"add_text_id", "account.add." + word},
                          {"add_path", "/account/authenticators/" + word}});
    }
    Data data{{"back_path", "/account"},
              {"notice", notice},
              {"few_codes", few_codes},
              {"authenticators", std::move(list)},
              {"add", std::move(ways)}};
    put_errors(data, errors);
    return data;
  }
};

// What a person who lost a device may put to rest with one factor.
struct AccountLostPage {
  static constexpr std::string_view kTemplate = "account_lost";
  struct Row {
    std::string id;
    std::string kind;
    std::string label;
  };
  std::vector<Row> authenticators;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    boost::json::array list;
    for (const auto& row : authenticators)
      list.push_back(
          Data{{"id", row.id}, {"kind_id", "account.kind." + row.kind}, {"label", row.label}});
    Data data{{"back_path", "/account"},
              {"has_authenticators", !list.empty()},
              {"authenticators", std::move(list)}};
    put_errors(data, errors);
    return data;
  }
};

struct AccountTotpPage {
  static constexpr std::string_view kTemplate = "account_totp";
  std::string offer;   // sealed secret
  std::string secret;  // base32 in groups of four
  std::string qr_path;
  int qr_size = 0;
  std::string label;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data{{"back_path", "/account/authenticators"},
              {"offer", offer},
              {"secret", secret},
              {"qr_path", qr_path},
              {"qr_size", qr_size}};
    data["label"] = Input{.name = "label",
                          .label_id = "account.totp.label",
                          .value = label,
                          .hint_id = "account.totp.label_hint",
                          .autocomplete = "off",
                          .width = "20"}
                        .data();
    data["code"] = one_time_code("account.totp.code", errors);
    put_errors(data, errors);
    return data;
  }
};

// Which portal may receive what, and what it did receive, from the release ledger (R63).
struct AccountPortalsPage {
  static constexpr std::string_view kTemplate = "account_portals";
  struct Release {
    std::string time;
    std::string purpose;
    std::vector<std::string> claims;
  };
  // One agreement to typed details (RFC 9396); texts of the catalogue, values of the request.
  struct Detail {
    std::string title;
    std::vector<std::pair<std::string, std::string>> rows;  // label and value
  };
  struct Approval {
    std::string grant;
    std::string approved;
    std::string expires;
    bool in_force = true;  // else its time is over
    std::vector<Detail> details;
  };
  struct Row {
    std::string id;
    std::string name;
    std::string granted;
    std::string last_release;  // empty: never
    std::vector<std::string> claims;
    std::vector<Release> releases = {};    // newest first
    std::vector<Approval> approvals = {};  // newest first
  };
  std::string notice;
  std::vector<Row> portals;
  std::vector<Row> former;  // received something once, and are connected no longer

  [[nodiscard]] Data data() const {
    return {{"back_path", "/account"},         {"notice", notice},
            {"has_portals", !portals.empty()}, {"portals", rows(portals)},
            {"has_former", !former.empty()},   {"former", rows(former)}};
  }

 private:
  [[nodiscard]] static boost::json::array labels(const std::vector<std::string>& claims) {
    boost::json::array list;
    for (const auto& claim : claims) list.push_back(claim_row(claim));
    return list;
  }
  [[nodiscard]] static boost::json::array rows(const std::vector<Row>& from) {
    boost::json::array list;
    for (const auto& row : from) {
      boost::json::array releases;
      for (const auto& release : row.releases) {
        releases.push_back(Data{{"time", release.time},
                                {"purpose", release.purpose},
                                {"claims", labels(release.claims)}});
      }
      list.push_back(Data{{"id", row.id},
                          {"name", row.name},
                          {"granted", row.granted},
                          {"last_release", row.last_release},
                          {"has_claims", !row.claims.empty()},
                          {"claims", labels(row.claims)},
                          {"has_releases", !releases.empty()},
                          {"releases", std::move(releases)},
                          {"approvals", approvals(row)}});
    }
    return list;
  }
  [[nodiscard]] static boost::json::array approvals(const Row& row) {
    boost::json::array list;
    for (const auto& approval : row.approvals) {
      boost::json::array details;
      for (const auto& detail : approval.details) {
        boost::json::array members;
        for (const auto& [label, value] : detail.rows)
          members.push_back(Data{{"label", label}, {"value", value}});
        details.push_back(Data{{"title", detail.title}, {"rows", std::move(members)}});
      }
      list.push_back(Data{{"grant", approval.grant},
                          {"approved", approval.approved},
                          {"expires", approval.expires},
                          {"in_force", approval.in_force},
                          {"details", std::move(details)}});
    }
    return list;
  }
};

struct AccountActivityPage {
  static constexpr std::string_view kTemplate = "account_activity";
  struct Row {
    std::string time;
    std::string text_id;
  };
  std::vector<Row> events;

  [[nodiscard]] Data data() const {
    boost::json::array list;
    for (const auto& row : events)
      list.push_back(Data{{"time", row.time}, {"text_id", row.text_id}});
    return {
        {"back_path", "/account"}, {"has_events", !events.empty()}, {"events", std::move(list)}};
  }
};

}  // namespace tessera::ui
