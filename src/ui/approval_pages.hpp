// The page of an approval request: what is signed in plain words, who has signed, and the two forms
// that a passkey answers.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

#include "ui/admin_pages.hpp"

namespace tessera::ui {

struct ApprovalPage {
  static constexpr std::string_view kTemplate = "approval";
  AdminPage page;  // facts of the request, approvals as its table, the forms without a passkey
  std::vector<std::pair<std::string, std::string>> signed_facts;  // text id, value
  std::string object;                                             // as it is signed
  std::string hash;
  std::string status_id;
  std::string why_not_id;  // text id: why this visitor does not decide; or empty
  std::string action;
  // For navigator.credentials.get; empty: this visitor does not decide.
  std::string approve_options;
  std::string refuse_options;
  std::string reason;  // that was typed
  std::string reason_error_id;

  [[nodiscard]] Data data() const {
    auto data = page.data();
    boost::json::array rows;
    for (const auto& [key_id, value] : signed_facts)
      rows.push_back(Data{{"key_id", key_id}, {"value", value}});
    data["signed"] = Data{{"rows", std::move(rows)}};
    data["object"] = object;
    data["hash"] = hash;
    data["status_id"] = status_id;
    data["why_not_id"] = why_not_id;
    data["action"] = SafeUrl::local(action).text();
    data["decides"] = !approve_options.empty();
    data["approve_options"] = approve_options;
    data["refuse_options"] = refuse_options;
    data["reason"] = Input{.name = "reason",
                           .label_id = "approval.refuse.reason",
                           .value = reason,
                           .error_id = reason_error_id,
                           .type = "textarea"}
                         .data();
    return data;
  }
};

}  // namespace tessera::ui
