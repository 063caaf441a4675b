// Models of the pages of the authorization and logout endpoints.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/ui/page.hpp>

#include "ui/claim_row.hpp"

namespace tessera::ui {

// Which portal asks which claims for which purpose.
struct ConsentPage {
  static constexpr std::string_view kTemplate = "consent";
  struct Claim {
    std::string name;  // "email": see claim_row
    std::string purpose;
    std::string basis;  // "public_task": its label is the text consent.basis.public_task
  };
  SafeUrl action = SafeUrl::local("/");
  std::string client_name;
  std::string description;
  std::string owner;
  std::string policy_url;   // or empty
  std::string tos_url{};    // or empty
  std::string logo_path{};  // of ours, or empty
  std::vector<Claim> claims;
  // A typed authorization detail (RFC 9396): texts of its catalogue, values of the request.
  struct Detail {
    std::string title;
    std::vector<std::pair<std::string, std::string>> rows;  // label and value
  };
  std::vector<Detail> details;
  bool offline = false;
  // Of a request that something else polls for.
  bool device = false;
  bool backchannel = false;
  std::string user_code;        // of a device
  std::string binding_message;  // or empty

  [[nodiscard]] Data data() const {
    boost::json::array rows;
    boost::json::array typed;
    for (const auto& detail : details) {
      boost::json::array members;
      for (const auto& [label, value] : detail.rows)
        members.push_back(Data{{"label", label}, {"value", value}});
      typed.push_back(Data{{"number", static_cast<std::int64_t>(typed.size() + 1)},
                           {"title", detail.title},
                           {"rows", std::move(members)}});
    }
    for (const auto& claim : claims) {
      auto row = claim_row(claim.name);
      row["purpose"] = claim.purpose;
      row["basis_id"] = "consent.basis." + claim.basis;
      rows.push_back(std::move(row));
    }
    return {{"action", action.text()},
            {"client_name", client_name},
            {"description", description},
            {"owner", owner},
            {"policy_url", policy_url},
            {"tos_url", tos_url},
            {"logo_path", logo_path},
            {"has_claims", !claims.empty()},
            {"claims", std::move(rows)},
            {"details", std::move(typed)},
            {"offline", offline},
            {"device", device},
            {"backchannel", backchannel},
            {"user_code", user_code},
            {"binding_message", binding_message}};
  }
};

// The identity of the person is not confirmed as the portal needs it.
struct IdentityPage {
  static constexpr std::string_view kTemplate = "identity";
  SafeUrl action = SafeUrl::local("/");
  std::string client_name;

  [[nodiscard]] Data data() const {
    return {{"action", action.text()}, {"client_name", client_name}};
  }
};

// An error that may not travel to the client, with a way back to it.
struct OauthErrorPage {
  static constexpr std::string_view kTemplate = "oauth_error";
  std::string error_id;     // "oauth.redirect_uri_unknown"; its text has the same id
  std::string client_name;  // or empty
  std::string home_url;     // or empty: the start page

  [[nodiscard]] Data data() const {
    return {{"error_id", error_id}, {"client_name", client_name}, {"home_url", home_url}};
  }
};

// OAuth 2.0 Form Post Response Mode 2. The script app.js sends it; without script the button does.
struct FormPostPage {
  static constexpr std::string_view kTemplate = "form_post";
  std::string action;  // a registered redirect URI
  std::vector<std::pair<std::string, std::string>> fields;

  [[nodiscard]] Data data() const {
    boost::json::array rows;
    for (const auto& [name, value] : fields) rows.push_back(Data{{"name", name}, {"value", value}});
    return {{"action", action}, {"fields", std::move(rows)}};
  }
};

struct LogoutPage {
  static constexpr std::string_view kTemplate = "logout";
  SafeUrl action = SafeUrl::local("/");
  std::string client_name;  // or empty

  [[nodiscard]] Data data() const {
    return {{"action", action.text()}, {"client_name", client_name}};
  }
};

struct LogoutDonePage {
  static constexpr std::string_view kTemplate = "logout_done";
  std::string client_name;               // or empty
  std::string home_url;                  // or empty
  std::string continue_url = {};         // where the browser goes when the frames are loaded
  std::vector<std::string> frames = {};  // portals that are told by being loaded

  [[nodiscard]] Data data() const {
    boost::json::array rows;
    for (const auto& uri : frames) rows.push_back(Data{{"uri", uri}});
    return {{"client_name", client_name},
            {"home_url", home_url},
            {"continue_url", continue_url},
            {"frames", std::move(rows)}};
  }
};

}  // namespace tessera::ui
