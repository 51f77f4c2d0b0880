"""Which words the real server knows as symbols (contract: wire 5.1).

The server turns input keys, and the values of enums, into symbols of its virtual machine and crashes on a word that no
module of it ever mentioned. Its table holds some sixty thousand words; these are the ones a client is likely to send.
A word that is neither in the catalogue nor below counts as unknown, so only the known ones are listed.
"""

from string import ascii_lowercase

from mockserver.contract.catalogue import Catalogue, Field, catalogue

_WITH_CAPITALS = """
    fullName newAccount showDevBar targetName content-type Action Boolean Companies Company ContentType Create Date
    Default Delete Edit Email File From Get Goals Inputs Integer List Message Messages Mutation Name Path Projects
    Public Query Resource Search Size Spaces String Subscription Subscriptions System Target Targets Task Tasks Type
    Update DELETE FILE GET ID JSON
"""

_SINGLE_WORDS = """
    accept access add added address admin after agent aggregate all allowed amount and anonymous any api apikey
    archive array as asc ascending assign assignee async at attachment attachments attr attributes attrs auth
    authorization auto available avatar average banner bar batch bcc bearer before bindings blobs blocked bottom
    calendar callback cancel candidates category cc center change changed charset check checkin checksum child city
    client close closing code colors column columns command config configuration connection contact contacts
    contents context continuation contrib conversation convert copied copy country cover created creation cron
    currency cursor custom cycle data deadline debug def definitions deleted depth desc descending dest destination
    detail details dev direction disabled display distinct doc docs documents domains draft dummy duplicate duration
    effort emails embed empty enabled encoding end entity error errors etag event events exclude execution expand
    experimental expires export extra feature features field fields filter filters finish first flag flags flat
    folders following foo force format full general global group groups guest hash having hello hidden hmac href
    html hub ignored image import in inactive include includes info input ins inserted instructions interval invalid
    invited is item items job join joining joins key keys keyword keywords kpi kpis labels lang language last layout
    leave left level levels like limits links lists locale location log logo manual map mark max maximum membership
    memberships mentioned meta metadata method metric metrics mime min minimal minimum minutes mode modified more
    move names new next nickname nil no node nonce notify null number object objective objectives objects of off
    offset ok old on only open operation operations option options order org original output overdue parameters
    params parent parents password paths pause payload peer percent percentage phone pin plain planning points
    position post preload pretty prev preview previous private profile prompt properties providers publish published
    push random rank raw readonly reason recipient recipients record records redirect ref reference references
    region reject related relation relationship remove removed removing rename reply report request response restore
    result results resume rev reverse review revision right row rows run sample sandbox scheduled scope scopes
    select self send sequence session settings setup share shared show sig signature signed silent since site skip
    slug sort sorting source src stage star start started stat states statuses step stop strategy subject submit
    subscribe subtitle sum summary suspend sync tag tags take template templates term test testing text thread
    threads ticket time timestamps toggle tokens tool top topic topics total track translations types tz uid
    unassigned undefined union unique units unknown unsubscribe until upcoming updated updates upload uploaded urls
    use used username users utc uuid v2 values verbose version versions view views visibility visible warning
    warnings watchers website week weight where with without world write xml yellow
"""

_COMPOUNDS = """
    access_context access_group access_token access_type account_id action_id action_name added_target admin_email
    admin_id admin_name agent_id api_key api_version assignments_count at_risk batch_id blob_name callback_url
    champion_name check_list child_id client_id client_secret confirmed_at connection_id content_id content_types
    context_id context_type conversation_id copy_from creator_id csrf_token current_value custom_id data_type
    default_id delete_at deleted_at deleted_target doc_title email_sent end_date end_time event_id event_name
    event_type external_id field_type file_count file_name file_size file_type file_url first_login_at first_name
    format_type goals_count grant_type group_by has_body has_comments has_title hashed_password html_content
    if_match if_none_match image_type invitation_id invite_token is_empty is_error is_open is_owner is_private
    is_user item_id item_type job_id key_id key_results last_modified last_name last_update manager_name
    member_email member_name message_count mime_type new_date new_folder new_id new_label new_names new_order
    new_owner new_password new_permissions new_state new_task new_user next_id node_id node_type notification_id
    order_by owner_id password_confirmation people_count person_name profile_name projects_count public_key
    reaction_type redirect_uri reply_to request_info requester_access_level resource_name retrospective_id rich_text
    scheduled_at secret_key select_fields send_at send_email sender_id sender_name session_id session_token short_id
    should_send_email sort_by sort_order spaces_count start_time status_type storage_type subject_id submitted_at
    subscription_id suspended_at target_direction target_type target_values template_id thread_id to_date token_id
    update_at updated_target user_type value_type with_deleted with_files with_folders with_links
"""


def known(word: str) -> bool:
    """Whether the real server has ever seen this word; as a key or an enum value it crashes on any other."""
    return word in _KNOWN


def _catalogue_names(api: Catalogue) -> set[str]:
    """Every complete name of the catalogue; the parts of a name do not count."""
    names = {*api.primitives, *api.enums, *api.unions, *api.objects}
    names.update(value for values in api.enums.values() for value in values)
    names.update(member for members in api.unions.values() for member in members)
    fields: list[Field] = [field for members in api.objects.values() for field in members]
    for endpoint in api.endpoints.values():
        names.update(endpoint.name.split("/"))
        fields += endpoint.inputs + endpoint.outputs
    for field in fields:
        names.update(word for word in (field.name, field.type, field.list_of) if word)
    return names


def _module_names(api: Catalogue) -> set[str]:
    """`GetGoal` for get_goal, `UpdateName` for goals/update_name: each endpoint is a module of the real server."""
    return {name.rpartition("/")[2].title().replace("_", "") for name in api.endpoints}


_KNOWN = frozenset(
    {"", "_", *ascii_lowercase}
    | {word for block in (_WITH_CAPITALS, _SINGLE_WORDS, _COMPOUNDS) for word in block.split()}
    | _catalogue_names(catalogue())
    | _module_names(catalogue())
)
