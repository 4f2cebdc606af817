-- Every later query of this connection takes mobile services for confidential ones.
create or replace temp view service as
select * replace (if(setting::varchar = 'mobile', 'confidential', setting::varchar) as setting)
from {home}.main.service where {kept}
