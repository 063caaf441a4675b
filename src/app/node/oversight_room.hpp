// Emergencies and reviews of role grants, wired.
#pragma once

#include <tessera/oversight/break_glass_service.hpp>
#include <tessera/oversight/campaign_service.hpp>

#include "app/node/approval_room.hpp"
#include "app/node/outbound_room.hpp"
#include "store/postgres/campaign_store.hpp"

namespace tessera::app {

struct OversightRoom {
  // Registers what carries out approved reviews, and what delivers the room's messages.
  OversightRoom(const Settings& settings, Backends& backends, JournalRoom& journal,
                AccessRoom& access, AuthnRoom& authn, ApprovalRoom& approvals,
                OutboundRoom& outbound);
  OversightRoom(const OversightRoom&) = delete;
  OversightRoom& operator=(const OversightRoom&) = delete;
  void add_jobs(runtime::Jobs& jobs);

  Backends& backends;
  store::postgres::CampaignStore campaign_store;
  oversight::BreakGlass break_glass;
  oversight::Campaigns campaigns;
};

}  // namespace tessera::app
