#include "endpoints/admin/routes.hpp"

#include "endpoints/admin/desk_page.hpp"
#include "endpoints/admin/lists.hpp"
#include "endpoints/admin/operations.hpp"
#include "endpoints/admin/work_forms.hpp"

namespace tessera::endpoints {

void add_admin_api_routes(http::Router& router, const AdminDeps& deps) {
  admin::add_people_operations(router, deps);
  admin::add_consent_operations(router, deps);
  admin::add_invitation_operations(router, deps);
  admin::add_access_operations(router, deps);
  admin::add_work_operations(router, deps);
  admin::add_approval_operations(router, deps);
  admin::add_oversight_operations(router, deps);
  admin::add_client_operations(router, deps);
  admin::add_client_token_operations(router, deps);
  admin::add_scim_operations(router, deps);
  admin::add_case_operations(router, deps);
  admin::add_key_operations(router, deps);
  admin::add_configuration_operations(router, deps);
  admin::add_journal_operations(router, deps);
}

void add_admin_page_routes(http::Router& router, const AdminDeps& deps) {
  admin::add_access_pages(router, deps);
  admin::add_access_list_pages(router, deps);
  admin::add_explain_pages(router, deps);
  admin::add_people_list_pages(router, deps);
  admin::add_session_list_pages(router, deps);
  admin::add_bulk_pages(router, deps);
  admin::add_approval_pages(router, deps);
  admin::add_reproof_pages(router, deps);
  admin::add_break_glass_pages(router, deps);
  admin::add_campaign_pages(router, deps);
  admin::add_people_pages(router, deps);
  admin::add_work_pages(router, deps);
  admin::add_case_pages(router, deps);
  admin::add_session_pages(router, deps);
  admin::add_recovery_pages(router, deps);
  admin::add_card_pages(router, deps);
  admin::add_client_pages(router, deps);
  admin::add_client_form_pages(router, deps);
  admin::add_client_token_pages(router, deps);
  admin::add_key_pages(router, deps);
  admin::add_scim_pages(router, deps);
  admin::add_journal_pages(router, deps);
}

}  // namespace tessera::endpoints
