// Models of the pages about portals that everybody may read.
#pragma once

#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/ui/page.hpp>

#include "ui/claim_row.hpp"

namespace tessera::ui {

// Who runs which portal, what it receives and why.
struct PortalListPage {
  static constexpr std::string_view kTemplate = "portal_list";
  struct Claim {
    std::string name;
    std::string purpose;
    std::string basis;
  };
  struct Portal {
    std::string id;
    std::string name;
    std::string description;
    std::string owner;
    std::string register_number;
    std::string retention;
    std::string start_url;
    std::string policy_url;
    std::string redress;
    bool told_of_end = false;  // of a session
    std::vector<Claim> claims = {};
  };
  std::vector<Portal> portals = {};

  [[nodiscard]] Data data() const {
    boost::json::array list;
    for (const auto& portal : portals) {
      boost::json::array claims;
      for (const auto& claim : portal.claims) {
        auto row = claim_row(claim.name);
        row["purpose"] = claim.purpose;
        row["basis_id"] = "consent.basis." + claim.basis;
        claims.push_back(std::move(row));
      }
      list.push_back(Data{{"id", portal.id},
                          {"portal_name", portal.name},
                          {"description", portal.description},
                          {"owner", portal.owner},
                          {"register_number", portal.register_number},
                          {"retention", portal.retention},
                          {"start_url", portal.start_url},
                          {"policy_url", portal.policy_url},
                          {"redress", portal.redress},
                          {"told_of_end", portal.told_of_end},
                          {"has_claims", !portal.claims.empty()},
                          {"claims", std::move(claims)}});
    }
    return {{"has_portals", !portals.empty()}, {"portals", std::move(list)}};
  }
};

}  // namespace tessera::ui
